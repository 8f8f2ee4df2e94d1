/* Text inside an XML 1.0 element: always well formed, whatever a citizen wrote. */
#ifndef API_XML_H
#define API_XML_H

#include "base/buf.h"

/* Appends valid UTF-8 as character data. & < > are escaped; a carriage return becomes &#13;, or a
 * reader would turn it into a line feed (XML 1.0, section 2.11); what XML cannot hold (section
 * 2.2: most control characters, U+FFFE, U+FFFF) becomes U+FFFD. */
void xml_text(struct buf *b, struct str s);
void xml_open(struct buf *b, const char *name);
void xml_close(struct buf *b, const char *name);
/* <?xml version="1.0" encoding="utf-8"?> */
void xml_prolog(struct buf *b);

#endif
