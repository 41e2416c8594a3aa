# Also compiled into the node program, for size and without sanitizers.
set(SL_WIRE_SOURCES lines.c words.c manifest.c manifest_read.c manifest_write.c report.c
	modindex.c modindex_text.c)
