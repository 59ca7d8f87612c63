#!/bin/sh
# Prints the first Pulumi CLI on PATH that can run the quickstart, if there is one: not npm's launcher, which downloads it.
oldest=229
IFS=:
for folder in $PATH; do
  case "$folder" in *node_modules*) continue ;; esac
  [ -x "$folder/pulumi" ] && [ -x "$folder/pulumi-language-nodejs" ] || continue
  minor=$("$folder/pulumi" version 2>/dev/null | sed -n 's/^v3\.\([0-9]*\)\..*/\1/p')
  [ "${minor:-0}" -ge "$oldest" ] && echo "$folder/pulumi" && exit
done
