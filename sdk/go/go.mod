module pulumi-alexa/sdk/go

go 1.23.0

require (
	github.com/blang/semver v3.5.1+incompatible
	github.com/pulumi/pulumi/sdk/v3 v3.170.0
)
