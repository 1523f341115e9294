# shellcheck shell=bash
# Sourced by scripts/test and scripts/demo.

# configure FOLDER OPTION…: brings a build folder up to date; one that cannot be (moved here from
# elsewhere, say) is made anew. Quiet, unless that fails too.
configure() {
	local folder=$1
	shift
	{ meson setup "$folder" "$@" && ninja -C "$folder" build.ninja; } >"$folder.log" 2>&1 && return
	rm -rf "$folder"
	meson setup "$folder" "$@" >"$folder.log" 2>&1 && return
	cat "$folder.log" >&2
	return 1
}
