package main

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// checkWords reports a word of the schema that a prompt does not name. Endpoints that ignore the schema go by the prompt alone.
func checkWords(schema []byte, prompts map[string]string) error {
	var root property
	if err := json.Unmarshal(schema, &root); err != nil {
		return fmt.Errorf("reading the schema: %w", err)
	}
	for name, prompt := range prompts {
		if err := root.named(prompt); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

type property struct {
	Properties map[string]property
	Items      *property
	Enum       []any
}

func (p property) named(prompt string) error {
	for _, value := range p.Enum {
		if !regexp.MustCompile(fmt.Sprintf(`\b%v\b`, value)).MatchString(prompt) {
			return fmt.Errorf("the value %v is not named", value)
		}
	}
	if p.Items != nil {
		if err := p.Items.named(prompt); err != nil {
			return err
		}
	}
	for name, inner := range p.Properties {
		if !strings.Contains(prompt, `"`+name+`"`) {
			return fmt.Errorf("the property %q is not named", name)
		}
		if err := inner.named(prompt); err != nil {
			return err
		}
	}
	return nil
}
