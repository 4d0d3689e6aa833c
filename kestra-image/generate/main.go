// Command generate writes kestra-image/flows: one flow for each kind of analysis, from flow.yaml.tmpl and the kind's own flow.yaml.
// Run it by `go generate ./kestra-image/...` after a change of either.
package main

import (
	"flag"
	"log"
	"os"
	"path/filepath"

	"github.com/devplus-app/devplus/shared/analysis"
)

//go:generate go run . -kinds ../../shared/kind -flows ../flows

func main() {
	log.SetFlags(0)
	kinds := flag.String("kinds", "shared/kind", "`folder` of the kinds")
	flows := flag.String("flows", "kestra-image/flows", "`folder` that is written")
	flag.Parse()
	list, err := all()
	if err != nil {
		log.Fatal(err)
	}
	for _, k := range list {
		text, err := render(k, *kinds)
		if err != nil {
			log.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(*flows, k.ID+".yaml"), text, 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

// all lists the kinds.
func all() ([]kind, error) {
	var list []kind
	for _, k := range analysis.Kinds() {
		schema, err := analysis.PortableSchema(k)
		if err != nil {
			return nil, err
		}
		list = append(list, kind{Kind: string(k), ID: k.Flow(), Schema: schema})
	}
	return list, nil
}
