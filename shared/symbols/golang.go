package symbols

import (
	"go/ast"
	"go/parser"
	gotoken "go/token"
)

// defineGo reads Go, also a piece without its package. Of a file with errors it reads what the parser recovers.
func defineGo(_ *language, text string) []Definition {
	set := gotoken.NewFileSet()
	file, _ := parser.ParseFile(set, "", text, parser.SkipObjectResolution)
	if file == nil || len(file.Decls) == 0 {
		if file, _ = parser.ParseFile(set, "", "package p;"+text, parser.SkipObjectResolution); file == nil {
			return nil
		}
	}
	g := goFile{set: set}
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			g.function(d)
		case *ast.GenDecl:
			for _, s := range d.Specs {
				g.spec(d, s)
			}
		}
	}
	return g.found
}

type goFile struct {
	set   *gotoken.FileSet
	found []Definition
}

func (g *goFile) line(p gotoken.Pos) int { return g.set.Position(p).Line }

func (g *goFile) add(d Definition) {
	if d.Name != "_" && len(g.found) < MaxDefinitions {
		g.found = append(g.found, d)
	}
}

func (g *goFile) function(f *ast.FuncDecl) {
	d := Definition{Name: f.Name.Name, First: g.line(f.Type.Pos()), Line: g.line(f.Name.Pos()), Last: g.line(f.End())}
	if d.Head = d.Last; f.Body != nil {
		d.Head = g.line(f.Body.Lbrace)
	}
	if f.Recv != nil && len(f.Recv.List) > 0 {
		d.Scope = goReceiver(f.Recv.List[0].Type)
	}
	g.add(d)
}

// goReceiver returns the name of a receiver's type.
func goReceiver(e ast.Expr) string {
	for {
		switch t := e.(type) {
		case *ast.StarExpr:
			e = t.X
		case *ast.ParenExpr:
			e = t.X
		case *ast.IndexExpr:
			e = t.X
		case *ast.IndexListExpr:
			e = t.X
		case *ast.Ident:
			return t.Name
		default:
			return ""
		}
	}
}

func (g *goFile) spec(d *ast.GenDecl, s ast.Spec) {
	first := g.line(s.Pos())
	if !d.Lparen.IsValid() {
		first = g.line(d.Pos())
	}
	switch s := s.(type) {
	case *ast.TypeSpec:
		t := Definition{Name: s.Name.Name, Kind: Type, First: first, Line: g.line(s.Name.Pos()), Head: g.line(s.Name.Pos()), Last: g.line(s.End())}
		g.add(t)
		if i, ok := s.Type.(*ast.InterfaceType); ok && i.Methods != nil {
			for _, m := range i.Methods.List {
				for _, name := range m.Names {
					g.add(Definition{
						Name: name.Name, Scope: s.Name.Name, First: g.line(name.Pos()), Line: g.line(name.Pos()), Head: g.line(m.End()), Last: g.line(m.End()),
					})
				}
			}
		}
	case *ast.ValueSpec:
		for _, name := range s.Names {
			g.add(Definition{Name: name.Name, Kind: Value, First: first, Line: g.line(name.Pos()), Head: g.line(name.Pos()), Last: g.line(s.End())})
		}
	}
}
