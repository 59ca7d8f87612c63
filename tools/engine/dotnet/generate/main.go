// generate is ../languages/generate for .NET, whose generator newer versions of Pulumi's modules lack. It converts the
// examples from Pulumi's intermediate language, in which ../languages/generate leaves them: program.pp.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"

	"github.com/blang/semver"
	"github.com/pulumi/pulumi/pkg/v3/codegen/dotnet"
	"github.com/pulumi/pulumi/pkg/v3/codegen/hcl2/syntax"
	"github.com/pulumi/pulumi/pkg/v3/codegen/pcl"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

func main() {
	if err := run(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run(what, schemaFile, folder string) error {
	text, err := os.ReadFile(schemaFile)
	if err != nil {
		return err
	}
	var spec schema.PackageSpec
	if err := json.Unmarshal(text, &spec); err != nil {
		return err
	}
	if what == "examples" {
		return convertAll(loader{spec}, folder)
	}
	pkg, err := loader{spec}.LoadPackage(spec.Name, nil)
	if err != nil {
		return err
	}
	files, err := withoutLogo(pkg)
	if err != nil {
		return err
	}
	return write(filepath.Join(folder, "dotnet"), files)
}

// The generator downloads a logo and cannot be told not to: it gets an empty one, which is left out.
func withoutLogo(pkg *schema.Package) (map[string][]byte, error) {
	nothing := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer nothing.Close()
	pkg.LogoURL = nothing.URL
	files, err := dotnet.GeneratePackage("pulumi-alexa", pkg, nil, nil)
	if err != nil {
		return nil, err
	}
	delete(files, "logo.png")
	files[".gitattributes"] = []byte("* linguist-generated\n")
	mentions := regexp.MustCompile(`(?s)\n *<PackageIcon>.*?</PackageIcon>|\n *<None Include="logo.png">.*?</None>`)
	for name, content := range files {
		files[name] = mentions.ReplaceAll(content, nil)
	}
	return files, nil
}

func convertAll(packages loader, folder string) error {
	programs, err := filepath.Glob(filepath.Join(folder, "*", "program.pp"))
	if err != nil {
		return err
	}
	for _, program := range programs {
		if err := convert(packages, program); err != nil {
			return fmt.Errorf("%s: %w", program, err)
		}
	}
	return nil
}

func convert(packages loader, file string) error {
	parser, err := parse(file)
	if err != nil {
		return err
	}
	program, diagnostics, err := pcl.BindProgram(
		parser.Files, pcl.Loader(packages), pcl.PreferOutputVersionedInvokes)
	if err != nil {
		return err
	}
	if diagnostics.HasErrors() {
		return diagnostics
	}
	files, diagnostics, err := dotnet.GenerateProgram(program)
	if err != nil {
		return err
	}
	if diagnostics.HasErrors() {
		return diagnostics
	}
	for name, text := range files {
		files[name] = regexp.MustCompile(`(?m)[ \t]+$`).ReplaceAll(text, nil)
	}
	if err := write(filepath.Dir(file), files); err != nil {
		return err
	}
	return os.Remove(file)
}

func parse(file string) (*syntax.Parser, error) {
	text, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer text.Close()
	parser := syntax.NewParser()
	if err := parser.ParseFile(text, "program.pp"); err != nil {
		return nil, err
	}
	if parser.Diagnostics.HasErrors() {
		return nil, parser.Diagnostics
	}
	return parser, nil
}

// loader knows the one package that examples use.
type loader struct{ spec schema.PackageSpec }

func (l loader) LoadPackage(name string, _ *semver.Version) (*schema.Package, error) {
	if name != l.spec.Name {
		return nil, fmt.Errorf("no schema of the package %q", name)
	}
	languages := map[string]schema.Language{"csharp": dotnet.Importer}
	return schema.ImportSpec(l.spec, languages, schema.ValidationOptions{})
}

func (l loader) LoadPackageV2(_ context.Context, it *schema.PackageDescriptor) (*schema.Package, error) {
	return l.LoadPackage(it.Name, nil)
}

func (l loader) LoadPackageReference(name string, _ *semver.Version) (schema.PackageReference, error) {
	pkg, err := l.LoadPackage(name, nil)
	if err != nil {
		return nil, err
	}
	return pkg.Reference(), nil
}

func (l loader) LoadPackageReferenceV2(
	_ context.Context, it *schema.PackageDescriptor,
) (schema.PackageReference, error) {
	return l.LoadPackageReference(it.Name, nil)
}

func write(folder string, files map[string][]byte) error {
	for name, content := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}
