# SPDX-License-Identifier: BSD-2-Clause
# plugins/bluefield/bfbfile.py - boot streams, written and read by other code than ours.
"""From the format's description (bfb.h), to compare the program's streams with."""

import binascii
import struct

MAGIC, MAJOR, MINOR = 0x13026642, 1, 2
# The order in which mlx-mkbfb writes images.
ORDER = (36, 37, 31, 30, 42, 6, 1, 29, 43, 38, 32, 33, 40, 34, 35, 8, 12, 2, 39, 53, 7, 9, 13, 3,
         10, 14, 4, 11, 15, 5, 52, 55, 56, 57, 58, 59, 60, 61, 41, 54, 50, 62, 63, 51)


def write(images):
    """images: (id, version) -> data.  The whole stream."""
    images = sorted(images.items(), key=lambda item: (ORDER.index(item[0][0]), item[0][1]))
    out = b""
    for n, ((number, version), data) in enumerate(images):
        rest = [key for key, _ in images[n + 1:]]
        following = sum({1 << other for other, _ in rest})
        then = next((v for other, v in rest if other == number), 0)
        padded = data + bytes(-len(data) % 8)
        out += struct.pack("<QIIQ", MAGIC | MAJOR << 32 | MINOR << 36 | then << 44 |
                           version << 48 | 3 << 52 | number << 56, len(data),
                           binascii.crc32(padded), following) + padded
    return out


def read(stream):
    """(id, version) -> data."""
    images, at = {}, 0
    while at < len(stream):
        first, size, crc, _ = struct.unpack_from("<QIIQ", stream, at)
        assert first & 0xffffffff == MAGIC, f"no image at byte {at}"
        end = at + 24 + size + -size % 8
        assert binascii.crc32(stream[at + 24:end]) == crc, f"wrong CRC at byte {at}"
        images[first >> 56, first >> 48 & 15] = stream[at + 24:at + 24 + size]
        at = end
    assert at == len(stream), "the last image is cut off"
    return images
