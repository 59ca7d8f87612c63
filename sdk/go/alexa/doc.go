// Alexa skill beta tests as code: a Pulumi resource that creates, starts, watches and ends them.
package alexa
