.PHONY: vendor
vendor:  ## compile the kit's Sass and scripts into static/built (needs Node; the output is committed)
	static/src/build.sh
