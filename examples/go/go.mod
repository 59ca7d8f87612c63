module beta-test-go

go 1.25

require (
	github.com/pulumi/pulumi/sdk/v3 v3.250.0
	pulumi-alexa/sdk/go v0.0.0
)

replace pulumi-alexa/sdk/go => ./pulumi-alexa-sdk-go
