/* The status words of mySociety's updates, and what they are here. */
#ifndef API_UPDATE_STATUS_H
#define API_UPDATE_STATUS_H

#include "base/str.h"

/* For a state: by its detailed status, else by whether it is a closed one. */
struct str update_status(struct str detailed_status, bool closed);
/* The word as it is written here: "FIXED" is "fixed". Empty: there is no such word. */
struct str update_status_word(struct str word);
/* Whether a word of ours asks that a request in that state be moved to another. */
bool update_status_asks(struct str word, struct str detailed_status, bool closed);

#endif
