package main

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

// What Pulumi's converters write wrongly, found by running it: a newer version may make these superfluous.

// The SDK of TypeScript has unions of texts, where generated SDKs have enums.
func fixTypeScript(spec schema.PackageSpec, program []byte) []byte {
	for token, enum := range spec.Types {
		for _, it := range enum.Enum {
			member := strings.Replace(token, ":index:", ".", 1) + "." + it.Name
			program = bytes.ReplaceAll(program, []byte(member), fmt.Appendf(nil, "%q", it.Value))
		}
	}
	return program
}

// What a function returns is converted as if it were an output; and a function getX is called LookupX where X is a
// resource.
func fixGo(spec schema.PackageSpec, program []byte) []byte {
	converted := regexp.MustCompile(`(\w+\.\w+)\.ApplyT\(func\(x \*string\) .*`)
	program = converted.ReplaceAll(program, []byte("pulumi.String($1))"))
	for token := range spec.Functions {
		module, function, _ := strings.Cut(token, ":index:")
		resource := strings.TrimPrefix(function, "get")
		if _, clashes := spec.Resources[module+":index:"+resource]; clashes {
			program = bytes.ReplaceAll(program, []byte(module+".Get"+resource), []byte(module+".Lookup"+resource))
		}
	}
	return program
}

// The value of an enum is converted as text, which builders do not take.
func fixJava(spec schema.PackageSpec, program []byte) []byte {
	for _, resource := range spec.Resources {
		for name, property := range resource.InputProperties {
			_, token, _ := strings.Cut(property.Ref, "#/types/")
			for _, it := range spec.Types[token].Enum {
				module, enum, _ := strings.Cut(token, ":index:")
				text := fmt.Sprintf("%s(%q)", name, it.Value)
				if bytes.Contains(program, []byte(text)) {
					member := fmt.Sprintf("%s(%s.%s)", name, enum, it.Name)
					program = bytes.ReplaceAll(program, []byte(text), []byte(member))
					imported := fmt.Sprintf("import com.pulumi.%s.enums.%s;\nimport java.util.List;", module, enum)
					program = bytes.Replace(program, []byte("import java.util.List;"), []byte(imported), 1)
				}
			}
		}
	}
	return program
}
