#include "CSimdJSON.h"
#if !__has_include(<simdjson.h>)
#error "Vigie needs simdjson.h: apt-get install libsimdjson-dev"
#endif
#include <simdjson.h>
int vigie_simdjson_placeholder(void) { return 1; }
