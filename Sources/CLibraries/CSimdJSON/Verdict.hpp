// Why a document was refused: simdjson's code, and where that is vague, one look at the bytes.
#pragma once
#include "CSimdJSON.h"
#include <simdjson.h>

namespace vigie {

/// The reason as one of `VIGIE_JSON_…`. Only on the way to the dead letters: O(length).
int verdict(simdjson::error_code error, const uint8_t *payload, size_t length);

}  // namespace vigie
