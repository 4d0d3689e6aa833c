package filekind

// ClassOf says what a file is for by its path alone.
func ClassOf(path string) Class {
	class, _ := Classify(path)
	return class
}

// LanguageOf names the language of a file by its name alone, "" when unknown, and says whether it is code: run, not read as data or
// by people.
func LanguageOf(path string) (name string, isCode bool) {
	l := newPlace(path).language()
	return l.name, l.nature == code
}
