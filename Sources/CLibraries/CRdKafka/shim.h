// librdkafka, imported by Kafka alone. C variadics do not import: static inline wrappers go here.
#pragma once
#if !__has_include(<librdkafka/rdkafka.h>)
#error "Vigie needs librdkafka/rdkafka.h: apt-get install librdkafka-dev"
#endif
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
