// generate calls Pulumi's own generators: generate sdk SCHEMA FOLDER writes the SDKs into FOLDER, and generate
// examples SCHEMA FOLDER writes each FOLDER/NAME/Pulumi.yaml in the other languages. `pulumi package gen-sdk` and
// `pulumi convert` would do the same, but need newer language hosts than can be built from Go modules.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/blang/semver"
	"github.com/hashicorp/hcl/v2"
	"github.com/pulumi/pulumi-java/pkg/codegen/java"
	yaml "github.com/pulumi/pulumi-yaml/pkg/pulumiyaml/codegen"
	golang "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/hcl2/syntax"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/pcl"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

const tool = "pulumi-alexa"

// The SDK of TypeScript is written by hand.
var sdks = map[string]func(*schema.Package) (map[string][]byte, error){
	"python": func(pkg *schema.Package) (map[string][]byte, error) {
		return python.GeneratePackage(tool, pkg, nil, nil)
	},
	"go": func(pkg *schema.Package) (map[string][]byte, error) {
		files, err := golang.GeneratePackage(tool, pkg, nil)
		if err == nil {
			addGoModule(pkg, files)
		}
		return files, err
	},
	"java": func(pkg *schema.Package) (map[string][]byte, error) {
		files, err := java.GeneratePackage(tool, pkg, nil, nil, false, true)
		if err == nil {
			addMavenProject(pkg, files)
		}
		return files, err
	},
}

type converter struct {
	generate func(*pcl.Program) (map[string][]byte, hcl.Diagnostics, error)
	options  []pcl.BindOption
	fix      func(schema.PackageSpec, []byte) []byte
}

// What a function returns is an output. Go's converter writes that with mistakes, but well what returns at once.
var ofOutputs = []pcl.BindOption{pcl.PreferOutputVersionedInvokes}

// The converters, each with the name that the only file that it writes has in a project.
var converters = map[string]converter{
	"index.ts":    {nodejs.GenerateProgram, ofOutputs, fixTypeScript},
	"__main__.py": {python.GenerateProgram, ofOutputs, nil},
	"main.go":     {golang.GenerateProgram, nil, fixGo},
	"App.java":    {java.GenerateProgram, ofOutputs, fixJava},
}

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
		return convertAll(spec, folder)
	}
	for language, generate := range sdks {
		pkg, err := bind(spec)
		if err != nil {
			return err
		}
		files, err := generate(pkg)
		if err != nil {
			return fmt.Errorf("%s: %w", language, err)
		}
		if err := write(filepath.Join(folder, language), files); err != nil {
			return err
		}
	}
	return nil
}

// A generator changes the package that it is given, so each has its own.
func bind(spec schema.PackageSpec) (*schema.Package, error) {
	languages := map[string]schema.Language{
		"go": golang.Importer, "java": java.Importer, "nodejs": nodejs.Importer, "python": python.Importer,
	}
	pkg, diagnostics, err := schema.BindSpec(spec, loader{spec}, schema.ValidationOptions{})
	if err == nil && diagnostics.HasErrors() {
		err = diagnostics
	}
	if err != nil {
		return nil, err
	}
	return pkg, pkg.ImportLanguages(languages)
}

func convertAll(spec schema.PackageSpec, folder string) error {
	// The package's main entry is the dynamic resource.
	spec.Language["nodejs"] = schema.RawMessage(`{"packageName":"pulumi-alexa/plugin"}`)
	programs, err := filepath.Glob(filepath.Join(folder, "*", "Pulumi.yaml"))
	if err != nil {
		return err
	}
	for _, program := range programs {
		if err := convert(spec, filepath.Dir(program)); err != nil {
			return fmt.Errorf("%s: %w", program, err)
		}
	}
	return nil
}

func convert(spec schema.PackageSpec, folder string) error {
	text, err := intermediate(spec, folder)
	if err != nil {
		return err
	}
	// From here the converter of .NET begins.
	if err := write(folder, map[string][]byte{"program.pp": []byte(text)}); err != nil {
		return err
	}
	for name, to := range converters {
		program, err := bindProgram(spec, text, to.options)
		if err != nil {
			return err
		}
		files, diagnostics, err := to.generate(program)
		if err == nil && diagnostics.HasErrors() {
			err = diagnostics
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for _, text := range files {
			if to.fix != nil {
				text = to.fix(spec, text)
			}
			if err := write(folder, map[string][]byte{name: tidy(text)}); err != nil {
				return err
			}
		}
	}
	return nil
}

// intermediate is the program in Pulumi's intermediate language.
func intermediate(spec schema.PackageSpec, folder string) (string, error) {
	_, template, diagnostics, err := yaml.LoadTemplate(folder)
	if err == nil && diagnostics.HasErrors() {
		err = diagnostics
	}
	if err != nil {
		return "", err
	}
	text, diagnostics, err := yaml.ConvertTemplateIL(template, loader{spec})
	if err == nil && diagnostics.HasErrors() {
		err = diagnostics
	}
	return text, err
}

func bindProgram(spec schema.PackageSpec, text string, options []pcl.BindOption) (*pcl.Program, error) {
	parser := syntax.NewParser()
	if err := parser.ParseFile(strings.NewReader(text), "program.pp"); err != nil {
		return nil, err
	}
	if parser.Diagnostics.HasErrors() {
		return nil, parser.Diagnostics
	}
	program, diagnostics, err := pcl.BindProgram(parser.Files, append(options, pcl.Loader(loader{spec}))...)
	if err == nil && diagnostics.HasErrors() {
		err = diagnostics
	}
	return program, err
}

// Without spaces at the ends of lines.
func tidy(program []byte) []byte {
	return regexp.MustCompile(`(?m)[ \t]+$`).ReplaceAll(program, nil)
}

// loader knows the one package that examples use.
type loader struct{ spec schema.PackageSpec }

func (l loader) LoadPackage(name string, _ *semver.Version) (*schema.Package, error) {
	if name != l.spec.Name {
		return nil, fmt.Errorf("no schema of the package %q", name)
	}
	return bind(l.spec)
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
