package surround

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A wrong definition beside the diff misleads; a missing one makes the model guess.
func TestCandidates_AreWhatAUseMayMean(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		files map[string]string
		want  []string
	}{
		"languages without imports: types far away with a file of their name, and no functions": {
			map[string]string{
				"a/a.cs": "class A {\n  Wagon wagon;+\n}\n", "x/y/Wagon.cs": "class Wagon {\n}\n",
				"b/b.swift": "func run() {\n  Barge()+\n}\n", "x/y/Barge.swift": "class Barge {\n}\n",
				"c/c.c": "int run(void) {\n  struct Train t = load();+\n}\n", "x/y/train.h": "struct Train {\n  int n;\n};\n",
				"x/y/load.c": "int load(void) {\n  return 1;\n}\n",
				"d/d.sql":    "SELECT * FROM ships;+\n", "x/y/ships.sql": "CREATE TABLE ships (\n  id int\n);\n",
			},
			[]string{"Barge x/y/Barge.swift:1-1", "Train x/y/train.h:1-1", "Wagon x/y/Wagon.cs:1-1", "ships x/y/ships.sql:1-1"},
		},
		"Rust: a list of the own crate's names, and not one of another's": {
			map[string]string{
				"r/src/a.rs":     "use crate::{builder::Action, Wanted};\nuse serde::{Serialized};\n\nfn run() {\n    step(Wanted::new(), Serialized::new());+\n}\n",
				"r/src/wants.rs": "pub struct Wanted {\n    n: u8,\n}\n\npub struct Serialized;\n",
			},
			[]string{"Wanted r/src/wants.rs:1-1"},
		},
		"TypeScript: a package of the workspace that hands on, and not one from outside": {
			map[string]string{
				"packages/client/src/a.ts":             "import { QueryError } from '@scope/server'\nimport { Remote } from '@other/far'\n\nexport function run() {\n  step(QueryError, Remote)+\n}\n",
				"packages/server/package.json":         "{}\n",
				"packages/server/build.ts":             "export default {}\n",
				"packages/server/src/x/queryError.ts":  "export class QueryError {}\n",
				"packages/far/build.ts":                "export default {}\n",
				"packages/server/src/remote/remote.ts": "export class Remote {}\n",
			},
			[]string{"QueryError packages/server/src/x/queryError.ts:1-1"},
		},
		"C: a type that a header far away alone defines may be meant, a word or a function not": {
			map[string]string{
				"a/b/a.c":  "int run(void) {\n  struct rail_car t = load_car(rail);+\n}\n",
				"a/cars.h": "struct rail_car {\n  int n;\n};\nstruct rail {\n  int n;\n};\nint load_car(int n) {\n  return n;\n}\n",
			},
			[]string{"rail_car? a/cars.h:1-1"},
		},
		"Kotlin: an imported package in the folders of two source sets": {
			map[string]string{
				"a/src/x/io/A.kt":   "package x.io\n\nimport x.text.*\n\nfun run() {\n  trimmed(padded())+\n}\n",
				"b/jvm/x/text/J.kt": "package x.text\n\nfun padded() = 1\n",
				"b/all/x/text/C.kt": "package x.text\n\nfun trimmed(n: Int) = n\n",
			},
			[]string{"padded b/jvm/x/text/J.kt:3-3", "trimmed b/all/x/text/C.kt:3-3"},
		},
		"no keyword that a comment has, though another language defines a function of that name": {
			map[string]string{
				"a/a.php": "<?php\nclass A {\n  function run() {\n    // the default comes from the outer file+\n  }\n}\n",
				"a/b.php": "<?php\nclass B {\n  function default() {\n  }\n  function outer() {\n  }\n}\n",
			},
			[]string{"outer a/b.php:5-5"},
		},
		"nothing of another language that was changed as well": {
			map[string]string{
				"a/a.go": "package a\n\nfunc run() {\n\tdeploy()+\n}\n",
				"a/a.sh": "deploy() {\n  true+\n}\n",
			},
			nil,
		},
		"Go: nothing of the folder above, which was read for callers": {
			map[string]string{
				"a/x/x.go": "package x\n\nfunc run() {\n\tremote()+\n}\n",
				"a/y.go":   "package a\n\nfunc remote() {}\n",
			},
			nil,
		},
		"Go: a method of a package that is named like one from outside": {
			map[string]string{
				"a/a.go":     "package a\n\nimport \"example.com/far/store\"\n\nfunc run(s store.Store) {\n\ts.fetch()+\n}\n",
				"b/store.go": "package b\n\nfunc (b B) fetch() {}\n",
			},
			[]string{"fetch b/store.go:3-3"},
		},
		"none of four where two have the type before the name": {
			map[string]string{
				"a/a.rb": "class A\n  def run\n    Second.perform+\n  end\nend\n",
				"a/b.rb": "class First\n  def perform\n  end\nend\nclass Second\n  def perform\n  end\nend\n" +
					"class Second\n  def perform\n  end\nend\nclass Fourth\n  def perform\n  end\nend\n",
			},
			[]string{"Second a/b.rb:5-5", "Second a/b.rb:9-9"},
		},
		"none of four where one merely fits": {
			map[string]string{
				"a/a.js": "function run() {\n  render()+\n}\n",
				"a/b.js": "class B {\n  render() {\n  }\n}\nclass C {\n  render() {\n  }\n}\nclass D {\n  render() {\n  }\n}\n",
				"a/c.js": "function render() {\n}\n",
			},
			nil,
		},
		"C#: a method of the same file, whoever calls it": {
			map[string]string{
				"a/A.cs": "class A {\n  void Run() {\n    Total();+\n  }\n  int Total() {\n  }\n}\n",
			},
			[]string{"Total a/A.cs:5-5"},
		},
		"what imported files define: in TypeScript, a method that is named by a common word is but possible": {
			map[string]string{
				"a/a.ts": "import { load } from '../b/b'\nfunction run(p) {\n  p.update(load(p.updateAll()))+\n}\n",
				"b/b.ts": "export function load() {\n}\nclass B {\n  update() {\n  }\n  updateAll() {\n  }\n}\n",
				"c/a.rb": "require_relative '../d/b'\ndef run(p)\n  p.refresh+\nend\n",
				"d/b.rb": "class B\n  def refresh\n  end\nend\n",
			},
			[]string{"load b/b.ts:1-1", "refresh d/b.rb:2-2", "update? b/b.ts:4-4", "updateAll b/b.ts:6-6"},
		},
		"Scala: the package's folder that mirrors the tests', before others of its name": {
			map[string]string{
				"core/src/test/scala/play/api/shop/CartSpec.scala": "package shop\n\nclass CartSpec {\n  val a = Basket()+\n}\n",
				"core/src/main/scala/play/api/shop/Cart.scala":     "package shop\n\nclass Basket {\n}\n",
				"core/src/main/scala/shop/A.scala":                 "package shop\n", "core/src/main/java/shop/B.scala": "package shop\n",
				"core/src/main/java/play/shop/C.scala": "package play.shop\n",
			},
			[]string{"Basket core/src/main/scala/play/api/shop/Cart.scala:3-3"},
		},
		"Java's overloads, and TypeScript's interfaces in two pieces": {
			map[string]string{
				"a/A.java": "class A {\n  void run(Store s) {\n    s.open(1);+\n  }\n}\n",
				"a/B.java": "interface Store {\n  void open(int n);\n  void open(String s);\n}\n",
				"b/a.ts":   "function run(p: Panel) {+\n}\n",
				"b/b.ts":   "export interface Panel { a: number }\nexport interface Panel { b: number }\n",
			},
			[]string{"Panel b/b.ts:1-1", "Panel b/b.ts:2-2", "open a/B.java:2-2", "open a/B.java:3-3"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := selected(t, c.files)
			got := describe(s, Definition)
			slices.Sort(got)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestDistance_IsSmallBetweenFoldersThatMirrorEachOther(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"a.go", "b.go", 0},
		{"a/b/c.go", "a/b/d.go", 0},
		{"a/b.go", "c.go", 1},
		{"a/b.go", "c/d.go", 2},
		{"src/test/a/b/x.go", "src/main/a/b/y.go", 2},
		{"test/a/x.go", "a/y.go", 1},
		{"test/aa/x.go", "a/y.go", 3},
		{"a/x/", "a/x/y.go", 0},
	} {
		if got := [2]int{distance(c.a, c.b), distance(c.b, c.a)}; got != [2]int{c.want, c.want} {
			t.Errorf("%s to %s: %d, not %d", c.a, c.b, got, c.want)
		}
	}
}
