// Command measure says how much of what reviewers need the context of a review shows, on pull requests of which that is known:
//
//	go run ./shared/prompt/measure -repositories DIR context.json
//
// DIR has clones at OWNER/NAME, which contain both commits of each pull request. The file lists pull requests, each with the
// definitions that its added lines use and the functions that it touches:
//
//	[{"repository": "o/n", "pull_request": 1, "base": "sha", "head": "sha",
//	  "definitions": [{"name": "f", "places": [{"path": "a.go", "line": 1, "text": "func f() {"}]}],
//	  "functions": [["a.go", 1, 20]]}]
//
// A definition is shown if the text of one of its places is in what is sent, a function if its lines are, in order and each within 400
// bytes of the one before. A definition that context shows is of no use if it is at none of the places.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	repositories := flag.String("repositories", ".", "folder with clones at OWNER/NAME")
	every := flag.Int("every", 1, "measure one of so many pull requests")
	from := flag.Int("from", 0, "the first to measure, from 0")
	show := flag.Bool("show", false, "print what is sent")
	flag.Parse()
	if err := run(*repositories, flag.Arg(0), *every, *from, *show); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(repositories, file string, every, from int, show bool) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var all []pullRequest
	if err := json.Unmarshal(data, &all); err != nil {
		return fmt.Errorf("reading %s: %w", file, err)
	}
	var total score
	fmt.Println("pull request                       definitions  before  functions  before   bytes  of no use  callers")
	for i := from; i < len(all); i += max(every, 1) {
		p := all[i]
		s, sent, err := p.measure(repository{dir: filepath.Join(repositories, filepath.FromSlash(p.Repository))})
		if err != nil {
			return fmt.Errorf("measuring %s#%d: %w", p.Repository, p.Number, err)
		}
		if show {
			fmt.Println(sent)
		}
		fmt.Printf("%-34s %s\n", fmt.Sprintf("%s#%d", p.Repository, p.Number), s)
		total.add(s)
	}
	fmt.Printf("%-34s %s\n", "mean", total)
	fmt.Printf("Of all definitions that context shows, %s are of no use.\n", strings.TrimSpace(total.shown.String()))
	return nil
}
