package filekind

// ClassOf returns the class of a file by its path alone.
func ClassOf(path string) Class {
	class, _ := Classify(path)
	return class
}

// LanguageOf returns the language of a file by its name alone, or "", and whether it is code rather than data or prose.
func LanguageOf(path string) (name string, isCode bool) {
	l := splitPath(path).language()
	return l.name, l.nature == code
}
