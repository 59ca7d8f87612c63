package main

import (
	"fmt"

	golang "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

// What builds the SDKs with Go's and Maven's own commands: the generators leave it out, or need Gradle.

// The oldest SDK of Go that builds; in Java, where the newest does not win by itself, that of the tests.
const (
	pulumiForGo   = "v3.170.0"
	pulumiForJava = "1.36.1"
)

func addGoModule(pkg *schema.Package, files map[string][]byte) {
	info := pkg.Language["go"].(golang.GoPackageInfo)
	files["go.mod"] = fmt.Appendf(nil, `module %s

go 1.23.0

require (
	github.com/blang/semver v3.5.1+incompatible
	github.com/pulumi/pulumi/sdk/v3 %s
)
`, info.ModulePath, pulumiForGo)
}

func addMavenProject(pkg *schema.Package, files map[string][]byte) {
	resources := "src/main/resources/com/pulumi/" + pkg.Name
	files[resources+"/version.txt"] = []byte(pkg.Version.String())
	files[resources+"/plugin.json"] = fmt.Appendf(nil,
		`{"resource":true,"name":%q,"version":%q}`, pkg.Name, pkg.Version)
	files["pom.xml"] = fmt.Appendf(nil, `<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>com.pulumi</groupId>
  <artifactId>%s</artifactId>
  <version>%s</version>
  <name>%[1]s</name>
  <description>%[3]s</description>
  <properties>
    <maven.compiler.source>11</maven.compiler.source>
    <maven.compiler.target>11</maven.compiler.target>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
    <project.build.outputTimestamp>1</project.build.outputTimestamp>
  </properties>
  <dependencies>
    <dependency>
      <groupId>com.pulumi</groupId>
      <artifactId>pulumi</artifactId>
      <version>%[4]s</version>
    </dependency>
    <dependency>
      <groupId>com.google.code.findbugs</groupId>
      <artifactId>jsr305</artifactId>
      <version>3.0.2</version>
    </dependency>
    <dependency>
      <groupId>com.google.code.gson</groupId>
      <artifactId>gson</artifactId>
      <version>2.8.9</version>
    </dependency>
  </dependencies>
</project>
`, pkg.Name, pkg.Version, pkg.Description, pulumiForJava)
}
