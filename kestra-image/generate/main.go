// Command generate writes kestra-image/flows: one flow for each kind of analysis, from flow.yaml.tmpl and the kind's own flow.yaml.
// Run it by `go generate ./kestra-image/...` after a change of either.
package main

import (
	"flag"
	"log"
	"os"
	"path/filepath"

	"github.com/devplus-app/devplus/shared/kind/kinds"
)

//go:generate go run . -kinds ../../shared/kind -flows ../flows

func main() {
	log.SetFlags(0)
	folders := flag.String("kinds", "shared/kind", "`folder` of the kinds")
	flows := flag.String("flows", "kestra-image/flows", "`folder` that is written")
	flag.Parse()
	for _, k := range all() {
		text, err := render(k, *folders)
		if err != nil {
			log.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(*flows, k.ID+".yaml"), text, 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

// all lists the kinds.
func all() []kind {
	var list []kind
	for _, k := range kinds.All(nil, nil) {
		d := k.Descriptor()
		list = append(list, kind{Kind: string(d.Name), ID: d.Flow, Schema: d.Schema.Portable()})
	}
	return list
}
