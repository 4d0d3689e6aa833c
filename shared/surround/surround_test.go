package surround

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/devplus-app/devplus/shared/diff"
)

// added returns the patch of a file in which the lines that contain "+" as their last byte were added; the mark is removed from the text.
func added(path, text string) (diff.Patch, string) {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	p := diff.Patch{Path: path, Status: diff.Modified}
	var hunks strings.Builder
	for i, l := range lines {
		if clean, ok := strings.CutSuffix(l, "+"); ok {
			lines[i] = clean
			fmt.Fprintf(&hunks, "@@ -%d,0 +%d @@\n+%s\n", i, i+1, clean)
			p.Additions++
		}
	}
	p.Text = strings.TrimSuffix(hunks.String(), "\n")
	return p, strings.Join(lines, "\n") + "\n"
}

// selected returns the selection for a change of the marked files of a repository, and what was read in each round.
func selected(t *testing.T, files map[string]string) (*Selection, [][]string) {
	t.Helper()
	var patches []diff.Patch
	var entries []Entry
	texts := map[string]string{}
	for _, path := range slices.Sorted(maps.Keys(files)) {
		p, text := added(path, files[path])
		if p.Additions > 0 {
			patches = append(patches, p)
		}
		texts[path] = text
		entries = append(entries, Entry{path, int64(len(text))})
	}
	r := NewReading(patches, NewTree(entries))
	var rounds [][]string
	for _, round := range []func() []string{r.First, r.Next} {
		paths, read := round(), map[string]string{}
		for _, p := range paths {
			read[p] = texts[p]
		}
		r.Read(read)
		rounds = append(rounds, paths)
	}
	return r.Select(), rounds
}

func describe(s *Selection, reasons ...Reason) (list []string) {
	for _, e := range s.Excerpts {
		if slices.Contains(reasons, e.Reason) {
			mark := ""
			if e.Possible {
				mark = "?"
			}
			list = append(list, fmt.Sprintf("%s%s %s:%d-%d", e.Name, mark, e.Path, e.First, e.Last))
		}
	}
	return list
}

func TestSelect_ShowsDefinitionsOfWhatAddedLinesUse(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		files map[string]string
		want  []string
	}{
		"Go: the package, an imported one, and nothing of the standard library": {
			map[string]string{
				"go.mod":      "module example.com/m\n",
				"a/a.go":      "package a\n\nimport (\n\t\"errors\"\n\t\"example.com/m/store\"\n)\n\nfunc run() {\n\tstore.Open(local(errors.Join()))+\n}\n",
				"a/b.go":      "package a\n\nfunc local() {}\n\nfunc Join() {}\n",
				"store/s.go":  "package store\n\n// Open opens.\nfunc Open(\n\tname string,\n) {\n}\n",
				"other/o.go":  "package other\n\nfunc Open() {}\n",
				"errors/e.go": "package errors\n\nfunc Join() {}\n",
			},
			[]string{"local a/b.go:3-3", "Open store/s.go:4-6"},
		},
		"Python: relative imports and packages that hand on": {
			map[string]string{
				"app/main.py":           "from .models import Person\nfrom app.tools import helper\n\ndef run():\n    return helper(Person())+\n",
				"app/models.py":         "class Person:\n    name = 1\n",
				"app/tools/__init__.py": "from .impl import helper\n",
				"app/tools/impl.py":     "def helper(p):\n    return p\n",
			},
			[]string{"Person app/models.py:1-1", "helper app/tools/impl.py:1-1"},
		},
		"TypeScript: paths with an alias and of what is compiled": {
			map[string]string{
				"src/web/page.ts":  "import { load } from '@/lib/load.js'\nimport { useState } from 'react'\nexport const page = () => {\n  useState(load(1))+\n}\n",
				"src/lib/load.ts":  "export async function load(n: number) {\n  return n\n}\n",
				"src/web/react.ts": "export function useState() {}\n",
			},
			[]string{"load src/lib/load.ts:1-1"},
		},
		"Java, PHP, Rust and C": {
			map[string]string{
				"src/a/Main.java":     "package a;\nimport b.Store;\nclass Main {\n  void run() {\n    Store.open();+\n  }\n}\n",
				"src/b/Store.java":    "package b;\npublic class Store {\n  public static void open() {\n  }\n}\n",
				"app/Main.php":        "<?php\nuse App\\Mail\\Sender;\nfunction main() {\n  $s = Sender::deliver();+\n}\n",
				"lib/Mail/Sender.php": "<?php\nclass Sender\n{\n  public static function deliver() {}\n}\n",
				"r/src/main.rs":       "use crate::net::dial;\nfn main() {\n    dial();+\n}\n",
				"r/src/net.rs":        "pub fn dial() {\n}\n",
				"c/main.c":            "#include \"util.h\"\nint main(void) {\n  return twice(2);+\n}\n",
				"c/util.h":            "int twice(int n);\n",
				"c/util.c":            "int twice(int n) {\n  return 2 * n;\n}\n",
			},
			[]string{
				"twice c/util.c:1-1", "deliver lib/Mail/Sender.php:4-4", "Sender lib/Mail/Sender.php:2-3", "dial r/src/net.rs:1-1",
				"Store src/b/Store.java:2-2", "open src/b/Store.java:3-3",
			},
		},
		"a method of the word before the dot, of four": {
			map[string]string{
				"a/a.rb": "class A\n  def run\n    Second.perform+\n  end\nend\n",
				"a/b.rb": "class First\n  def perform\n  end\nend\nclass Second\n  def perform\n  end\nend\n" +
					"class Third\n  def perform\n  end\nend\nclass Fourth\n  def perform\n  end\nend\n",
			},
			[]string{"Second a/b.rb:5-5", "perform a/b.rb:6-6"},
		},
		"three of a name, of four letters, and none in another language": {
			map[string]string{
				"a/a.go":   "package a\n\nfunc run() {\n\t// see Open+\n\tx.Stop()+\n}\n",
				"a/b.go":   "package a\n\nfunc (B) Open() {}\n\nfunc (C) Open() {}\n\nfunc (D) Open() {}\n",
				"a/s.sh":   "Stop() {\n  true\n}\n",
				"a/mac.py": "def Open():\n    pass\n",
			},
			[]string{"Open a/b.go:3-3", "Open a/b.go:5-5", "Open a/b.go:7-7"},
		},
		"none of a folder that no import names": {
			map[string]string{
				"a/x/x.go": "package x\n\nfunc run() {\n\tremote()+\n}\n",
				"a/y/y.go": "package y\n\nfunc remote() {}\n",
			},
			nil,
		},
		"C: macros, though they end like declarations": {
			map[string]string{
				"c/main.c": "#include \"util.h\"\nint main(void) {\n  RELEASE(2);+\n}\n",
				"c/util.h": "#define RELEASE(x) free(x);\n",
			},
			[]string{"RELEASE c/util.h:1-1"},
		},
		"none of a name with too many definitions": {
			map[string]string{
				"a/a.js": "function run(value) {\n  render(value)+\n}\n",
				"a/b.js": strings.Repeat("function render() {\n}\n", 3000),
			},
			nil,
		},
		"what comments and strings name, and nothing of files that no import names": {
			map[string]string{
				"a/a.py":        "from lib.deep import thing\n\ndef run():\n    return 'helper', 'other'  # see worker+\n",
				"a/b.py":        "def helper():\n    pass\n\nlimits = 3\n",
				"c/d.py":        "def other():\n    pass\n",
				"x/y/deep/w.py": "def worker():\n    pass\n",
			},
			[]string{"helper a/b.py:1-1", "worker x/y/deep/w.py:1-1"},
		},
		"Python: methods of the object itself, and none of other values": {
			map[string]string{
				"a/a.py":     "class A:\n    def run(self, store):\n        self.prepare(store.delete(), store.purge(), LIMIT)+\n    def prepare(self):\n        pass\n",
				"x/purge.py": "class C:\n    def purge(self):\n        pass\n",
				"a/b.py":     "LIMIT = 3\n\nclass B:\n    def delete(self):\n        pass\n    def prepare(self):\n        pass\n",
			},
			[]string{"prepare a/a.py:4-4"},
		},
		"Ruby: those in sight, of elsewhere types with a file of their name and what is called on types, nothing by the name of a method alone": {
			map[string]string{
				"lib/a/a.rb":   "class A\n  def run(item)\n    item.save(title)+\n    Store.fetch(item.purge)+\n    Shelf.new+\n    # see Other\n  end\nend\n",
				"lib/shelf.rb": "class Shelf\nend\n",
				"lib/a/b.rb":   "class Item\n  attr_reader :title\n  def save\n  end\nend\n",
				"lib/c.rb":     "class Store\n  def self.fetch\n  end\n  def save\n  end\n  def purge\n  end\nend\nclass Other\nend\n",
			},
			[]string{"Shelf lib/shelf.rb:1-1", "fetch lib/c.rb:2-2", "save lib/a/b.rb:3-3", "title lib/a/b.rb:2-2"},
		},
		"the messages of Protocol Buffers that code is generated from": {
			map[string]string{
				"web/a.ts":              "import { StateRequest } from '@proto/app/state'\nexport function ask() {\n  return send(StateRequest.create())+\n}\n",
				"proto/app/state.proto": "message StateRequest {\n}\n",
				"proto/app/other.proto": "message Unrelated {\n}\n",
			},
			[]string{"StateRequest proto/app/state.proto:1-1"},
		},
		"Ruby: what is named like a required file": {
			map[string]string{
				"lib/a.rb": "require 'rack/request'\nclass A\n  def run\n    request.path+\n  end\nend\n",
				"lib/b.rb": "class B\n  def request\n  end\nend\n",
			},
			[]string{"request lib/b.rb:2-2"},
		},
		"Python: functions in functions, of the same file alone": {
			map[string]string{
				"a/a.py": "class A:\n    def run(self):\n        def inner():\n            pass\n        inner(handle)+\n",
				"a/b.py": "def outer():\n    def handle():\n        pass\n",
			},
			[]string{"inner a/a.py:3-3"},
		},
		"TypeScript: the first of many signatures": {
			map[string]string{
				"a/a.ts": "import { define } from './b'\nexport const x = () => {\n  return define(1)+\n}\n",
				"a/b.ts": strings.Repeat("export function define(n: number): void\n", 6) + "export function define(n: any): void {\n}\n",
			},
			[]string{"define a/b.ts:1-1"},
		},
		"TypeScript: a common word that an imported folder happens to define is but possible": {
			map[string]string{
				"a/a.ts":          "import { parse } from '../tools/parser'\nexport const x = () => {\n  return parse(readRows(rows.lazy(own)))+\n  // update the state of loadState+\n}\n",
				"a/b.ts":          "export class Panel {\n  update() {\n  }\n}\nexport function own() {\n}\nexport function loadState() {\n}\n",
				"tools/parser.ts": "export function parse(s: string) {\n}\n", "tools/parser/list.ts": "export function lazy() {\n}\nexport function readRows() {\n}\n",
			},
			[]string{"loadState a/b.ts:7-7", "parse tools/parser.ts:1-1", "lazy? tools/parser/list.ts:1-1", "readRows tools/parser/list.ts:3-3", "update a/b.ts:2-2"},
		},
		"C#: methods of types that are named; others are but possible": {
			map[string]string{
				"a/A.cs": "class A {\n  void Run(Order order) {\n    Order.Load(order.Total());+\n  }\n}\n",
				"a/B.cs": "class Order {\n  static void Load() {\n  }\n}\nclass Other {\n  int Total() {\n  }\n}\n",
			},
			[]string{"Load a/B.cs:2-2", "Order a/B.cs:1-1", "Total? a/B.cs:6-6"},
		},
		"PHP: a function of a namespace, but no class": {
			map[string]string{
				"a/A.php":                 "<?php\nuse function App\\Check\\assertKind;\nuse App\\Check\\Other;\nassertKind(new Other());+\n",
				"src/Check/functions.php": "<?php\nfunction assertKind() {}\n",
				"b/Other/functions.php":   "<?php\nclass Other {}\n",
			},
			[]string{"assertKind src/Check/functions.php:2-2"},
		},
		"PHP: a constant of the type before it": {
			map[string]string{
				"a/A.php": "<?php\nclass A {\n  function run() {\n    return Channel::TYPE_EMAIL . LIMIT;+\n  }\n}\n",
				"a/B.php": "<?php\nclass Channel {\n  public const TYPE_EMAIL = 'email';\n}\nconst LIMIT = 1;\n",
			},
			[]string{"Channel a/B.php:2-2", "TYPE_EMAIL a/B.php:3-3"},
		},
		"none of a name that more than three define, its own definition among them": {
			map[string]string{
				"a/a.rb": "class A\n  def perform+\n  end\nend\n",
				"a/b.rb": "class B\n  def perform\n  end\nend\nclass C\n  def perform\n  end\nend\nclass D\n  def perform\n  end\nend\n",
			},
			nil,
		},
		"Java and C#: the package's other folders, and Python's package in another case": {
			map[string]string{
				"src/test/java/com/shop/OrderTest.java": "package com.shop;\nclass OrderTest {\n  void run() {\n    new Basket();+\n  }\n}\n",
				"src/main/java/com/shop/Shapes.java":    "package com.shop;\nclass Basket {\n}\n",
				"src/main/java/org/shop/Shapes.java":    "package org.shop;\nclass Basket {\n}\n",
				"net/Tests/Shop/Cart/A.cs":              "namespace Shop.Cart;\nclass A {\n  void Run() {\n    new Wagon();+\n  }\n}\n",
				"net/Main/Shop/Cart/B.cs":               "namespace Shop.Cart;\nclass Wagon {\n}\n",
				"app/use.py":                            "from lib.http import Request\n\ndef run(r: Request):+\n    pass\n",
				"lib/http/__init__.py":                  "from lib.http.request import Request\n",
				"lib/http/request/__init__.py":          "class Request:\n    pass\n",
			},
			[]string{"Basket src/main/java/com/shop/Shapes.java:2-2", "Request lib/http/request/__init__.py:1-1", "Wagon net/Main/Shop/Cart/B.cs:2-2"},
		},
		"Rust: a field that is named like a module from elsewhere": {
			map[string]string{
				"src/a.rs": "use std::io;\nuse crate::Source;\nimpl A {\n    fn run(&self) {\n        self.io.poll_ready(io::copy());+\n    }\n}\n",
				"src/b.rs": "impl B {\n    fn poll_ready(&self) {\n    }\n}\nfn copy() {\n}\n",
			},
			[]string{"poll_ready src/b.rs:2-2"},
		},
		"names like keywords": {
			map[string]string{
				"a/A.java": "class A {\n  void run() {\n    this.delete();+\n  }\n  void delete() {\n  }\n}\n",
			},
			[]string{"delete a/A.java:5-5"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := selected(t, c.files)
			got := describe(s, Definition)
			slices.Sort(got)
			slices.Sort(c.want)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestSelect_ShowsChangedFunctionsWhole(t *testing.T) {
	t.Parallel()
	long := "func long() {\n" + strings.Repeat("\tstep()\n", 20_000) + "\tlast()+\n}\n"
	s, _ := selected(t, map[string]string{
		"a.go":        "package a\n\nimport \"fmt\"\n\ntype T struct {\n\tname string+\n}\n\nfunc (t T) run(\n\tn int,\n) {\n\tn++\n\tfmt.Println(n)+\n}\n",
		"b.go":        "package a\n\n" + long,
		"C.java":      "class C {\n  int a;\n  class D {\n    void run() {\n      a = 1;+\n    }\n  }\n" + strings.Repeat("  int b;\n", 80) + "}\n",
		"page.xyz":    "first\n\nsecond\nthird+\n\nfourth\n",
		"vendor/v.go": "package v\n\nfunc v() {\n\treturn+\n}\n",
		"d.rs":        "struct S {\n    a: u8,\n}\n\nimpl S {\n    fn run(&self) {\n        step();+\n    }\n    fn stop(&self) {\n        step();+\n    }\n}\n",
		"e.ts":        "interface I {\n  size: number\n  read(key: string): void+\n}\n",
		"E.java":      "class E {\n  void run() {\n    step();+\n  }\n  int a;+\n}\n",
		"F.java":      "class F {\n  void run() {\n    step();+\n  }\n  void stop() {\n    step();+\n  }\n}\n",
	})
	want := []string{
		"run d.rs:6-8", "stop d.rs:9-11", "S d.rs:1-3", "S d.rs:5-5", "read e.ts:3-3", "I e.ts:1-4", "run E.java:2-4", "E E.java:1-1", "E E.java:1-6", "run F.java:2-4", "stop F.java:5-7", "F F.java:1-1",
		"T a.go:5-7", "run a.go:9-14", " a.go:3-3", "long b.go:3-3", "run C.java:4-6", "D C.java:3-3", "C C.java:1-1", " page.xyz:3-4",
	}
	got := describe(s, Changed, Enclosing)
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSelect_ShowsTheFunctionWhoseEndWasDeleted(t *testing.T) {
	t.Parallel()
	text := "package a\n\nfunc run() {\n\tstep()\n}\n"
	p := diff.Patch{Path: "a.go", Status: diff.Modified, Deletions: 2, Text: "@@ -6,2 +5,0 @@\n-\n-func gone() {}"}
	r := NewReading([]diff.Patch{p}, NewTree([]Entry{{"a.go", int64(len(text))}}))
	r.Read(map[string]string{"a.go": text})
	r.Next()
	if diff := cmp.Diff([]string{"run a.go:3-5"}, describe(r.Select(), Changed)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSelect_ShowsCallersAndTheCoveringTest(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"go.mod":          "module example.com/m\n",
		"a/a.go":          "package a\n\nfunc Read(n int) int {\n\treturn n+\n}\n",
		"a/a_test.go":     "package a\n\nfunc TestRead(t *testing.T) {\n\tRead(1)\n}\n\nfunc TestOther(t *testing.T) {}\n",
		"a/use.go":        "package a\n\nfunc use() {\n\tRead(2)\n}\n",
		"a/removed.go":    "package a\n\nfunc gone() {\n\tWrite()\n}\n",
		"a/unrelated.go":  "package a\n\nfunc unrelated() {}\n",
		"other/reader.go": "package other\n\nfunc f() {\n\tRead(3)\n}\n",
	}
	s, _ := selected(t, files)
	if diff := cmp.Diff([]string{"Read a/use.go:3-5"}, describe(s, Caller)); diff != "" {
		t.Errorf("callers (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"Read a/a_test.go:3-5"}, describe(s, Covering)); diff != "" {
		t.Errorf("tests (-want +got):\n%s", diff)
	}

	p := diff.Patch{Path: "a/a.go", Status: diff.Modified, Deletions: 2, Text: "@@ -6,2 +5,0 @@\n-func Write() {\n-}"}
	r := NewReading([]diff.Patch{p}, NewTree([]Entry{{"a/a.go", 1}, {"a/removed.go", 1}}))
	r.Read(map[string]string{"a/a.go": files["a/a.go"], "a/removed.go": files["a/removed.go"]})
	r.Next()
	if diff := cmp.Diff([]string{"Write a/removed.go:3-5"}, describe(r.Select(), Caller)); diff != "" {
		t.Errorf("callers of a removed function (-want +got):\n%s", diff)
	}
}

func TestReading_StaysWithinItsBounds(t *testing.T) {
	t.Parallel()
	files := map[string]string{"a/a.go": "package a\n\nfunc run() {\n\tnear()+\n}\n", "a/near.go": "package a\n\nfunc near() {}\n"}
	for i := range 2 * MaxFiles {
		files[fmt.Sprintf("a/f%d.go", i)] = "package a\n"
	}
	s, rounds := selected(t, files)
	if len(rounds[0]) != MaxFiles || rounds[0][0] != "a/a.go" || rounds[0][1] != "a/near.go" || !s.Partial {
		t.Errorf("%d files, first %q, partial %t", len(rounds[0]), rounds[0][:2], s.Partial)
	}
	if diff := cmp.Diff([]string{"near a/near.go:3-3"}, describe(s, Definition)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}

	var data []diff.Patch
	var large []Entry
	for i := range 20 {
		p, _ := added(fmt.Sprintf("d/%d.xyz", i), "a+\n")
		data, large = append(data, p), append(large, Entry{p.Path, MaxFileBytes})
	}
	if paths := NewReading(data, NewTree(large)).First(); len(paths) != MaxBytes/MaxFileBytes {
		t.Errorf("%d files of %d bytes in languages that are not known", len(paths), MaxFileBytes)
	}

	entries := make([]Entry, 100_000)
	for i := range entries {
		entries[i] = Entry{fmt.Sprintf("p%d/index.ts", i), 10}
	}
	p, text := added("p1/index.ts", "import { a } from '@/index'\nrun()+\n")
	r := NewReading([]diff.Patch{p}, NewTree(entries))
	r.Read(map[string]string{"p1/index.ts": text})
	if paths := r.Next(); len(paths) > MaxFiles {
		t.Errorf("%d files of a tree of 100,000", len(paths))
	}
}
