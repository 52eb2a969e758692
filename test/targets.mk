# The targets that are not the extension's build. Each installs what it needs, once.
.PHONY: client
client: generated
	cmake -S $(src) -B build/cmake >/dev/null
	cmake --build build/cmake --parallel 2 --target pgcopilot
