#!/usr/bin/env bash
# Brings the beta tests of skills to RUNNING (up) or ENDED (down) with ask-cli, one skill after the other, and waits
# until each is seen there:
#
#   ask-cli.sh up|down SKILL_ID...
#
# It needs ASK_ACCESS_TOKEN and, for another API than Amazon's, ASK_SMAPI_SERVER_BASE_URL. A command that fails is not
# repeated, as ask-cli does not either. The last line is JSON: {"failed": 0}.
set -euo pipefail

case ${1:-} in
  up | down) ;;
  *) echo "usage: $0 up|down SKILL_ID..." >&2 && exit 2 ;;
esac
command=$1
shift
: "${ASK_ACCESS_TOKEN:?}"
bin=$(cd "$(dirname "$0")/node_modules/.bin" && pwd)

# ask-cli takes a token from the environment only along with AWS credentials, and then sends telemetry whatever
# ASK_SHARE_USAGE says. So it gets a profile, as `ask configure` leaves it on a developer's machine.
HOME=$(mktemp -d)
trap 'rm -rf "$HOME"' EXIT
export HOME ASK_SHARE_USAGE=false ASK_DEFAULT_PROFILE=default
unset AWS_ACCESS_KEY_ID
mkdir "$HOME/.ask"
cat >"$HOME/.ask/cli_config" <<END
{
  "profiles": {
    "default": { "token": { "access_token": "$ASK_ACCESS_TOKEN", "expires_at": "9999-12-31T00:00:00.000Z" } }
  }
}
END

smapi() {
  "$bin/ask" smapi "$1" --skill-id "$2"
}

up() {
  smapi create-beta-test "$1" && smapi start-beta-test "$1" && wait_for RUNNING "$1"
}

down() {
  smapi end-beta-test "$1" && wait_for ENDED "$1"
}

wait_for() {
  local deadline=$((SECONDS + 600)) beta_test
  while :; do
    # Amazon has no test any more once it has ended, and ask-cli then says 404 and fails.
    if ! beta_test=$(smapi get-beta-test "$2" 2>&1); then
      [[ $1 == ENDED && $beta_test == *404* ]] && return
      break
    fi
    [[ $beta_test == *"\"status\": \"$1\""* ]] && return
    ((SECONDS < deadline)) || break
    sleep 0.5
  done
  echo "$2 was not seen $1" >&2
  return 1
}

failed=0
for skill_id in "$@"; do
  "$command" "$skill_id" || failed=$((failed + 1))
done
echo "{\"failed\": $failed}"
((failed == 0))
