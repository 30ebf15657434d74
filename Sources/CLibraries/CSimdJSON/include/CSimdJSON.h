#pragma once
#ifdef __cplusplus
extern "C" {
#endif
int vigie_simdjson_placeholder(void);
#ifdef __cplusplus
}
#endif
