"""Turns numbered migrations into one C table: embed_migrations.py OUTPUT 0001_why.sql ...

The numbers must run from 1 without a gap, so that the number of a migration is the version of
the schema that it makes.
"""
import json
import os
import sys


def main(output, paths):
	names = [os.path.basename(path) for path in paths]
	for number, name in enumerate(names, 1):
		if not name.startswith('%04d_' % number):
			sys.exit('%s: expected migration number %04d here' % (name, number))
	with open(output, 'w', encoding='utf-8') as out:
		out.write('#include "storage/migrate.h"\n\n')
		out.write('const struct migration all_migrations[] = {\n')
		for path, name in zip(paths, names):
			out.write('\t{ %s,\n' % json.dumps(name))
			with open(path, encoding='utf-8') as lines:
				for line in lines:
					out.write('\t  %s\n' % json.dumps(line, ensure_ascii=False))
			out.write('\t},\n')
		out.write('\t{ 0 },\n};\n')


main(sys.argv[1], sys.argv[2:])
