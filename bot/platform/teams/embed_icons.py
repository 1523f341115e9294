"""Turns the icons of the app into C: embed_icons.py OUTPUT icons/color.png icons/outline.png"""
import os
import sys


def main(output, paths):
	with open(output, 'w', encoding='utf-8') as out:
		out.write('#include "bot/platform/teams/icons.h"\n')
		for path in paths:
			name = os.path.splitext(os.path.basename(path))[0]
			with open(path, 'rb') as file:
				content = file.read()
			out.write('\nconst unsigned char teams_icon_%s[] = {\n' % name)
			for start in range(0, len(content), 16):
				out.write('\t%s,\n' % ', '.join(str(byte) for byte in content[start:start + 16]))
			out.write('};\nconst size_t teams_icon_%s_bytes = sizeof(teams_icon_%s);\n' % (name, name))


main(sys.argv[1], sys.argv[2:])
