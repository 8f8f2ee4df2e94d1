/* What the store writes for itself: its format, and the keys that say so.
 *
 * STORE_FORMAT covers how a store is laid out as a whole; the format of each kind of value travels
 * in its first byte (store/record.h). A store of an older format is brought up step by step when
 * the server opens it (store/upgrade.h); one of a newer format is refused.
 *
 * KEY_LAYOUT  the store's own keys begin with a zero byte, which no other key does:
 *   00 "format"   STORE_FORMAT, u32 big-endian
 *   00 "probe"    one byte, written while the disk is full to learn when it no longer is */
#ifndef STORE_FORMAT_H
#define STORE_FORMAT_H

#include "base/str.h"

#define STORE_FORMAT 1u

#define STORE_KEY_FORMAT STR("\0format")
#define STORE_KEY_PROBE STR("\0probe")
#define STORE_KEY_FIRST STR("\1") /* no key of a user sorts before this one */

#endif
