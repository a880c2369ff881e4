#ifndef MARTLET_CASSETS_H
#define MARTLET_CASSETS_H

// Files that the binary carries; their bytes stand in the read-only segment.

// openapi.yaml, as it stands at the root of the repository.
const unsigned char *martlet_openapi_start(void);
long martlet_openapi_count(void);

#endif
