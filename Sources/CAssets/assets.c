#include "CAssets.h"

// #embed is C23; clang takes it in any mode and records the file as a dependency of the build.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char openapi[] = {
#embed "../../openapi.yaml"
};

const unsigned char *martlet_openapi_start(void) { return openapi; }
long martlet_openapi_count(void) { return sizeof openapi; }
