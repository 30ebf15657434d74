// librdkafka, imported by Kafka alone. C variadics do not import: static inline wrappers go here.
#pragma once
#if !__has_include(<librdkafka/rdkafka.h>)
#error "Vigie needs librdkafka/rdkafka.h: apt-get install librdkafka-dev"
#endif
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <sys/eventfd.h>

/// Hands one record to a producer, which copies key and value. A null key or value is sent as null;
/// `timestamp` 0 means now; `headers` may be null and belongs to librdkafka on success only.
static inline rd_kafka_resp_err_t vigie_produce(rd_kafka_t *client, const char *topic,
                                                int32_t partition, const void *key,
                                                size_t key_length, const void *value,
                                                size_t value_length, int64_t timestamp,
                                                rd_kafka_headers_t *headers) {
  if (headers)
    return rd_kafka_producev(client, RD_KAFKA_V_TOPIC(topic), RD_KAFKA_V_PARTITION(partition),
                             RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                             RD_KAFKA_V_KEY(key, key_length),
                             RD_KAFKA_V_VALUE((void *)value, value_length),
                             RD_KAFKA_V_TIMESTAMP(timestamp), RD_KAFKA_V_HEADERS(headers),
                             RD_KAFKA_V_END);
  return rd_kafka_producev(client, RD_KAFKA_V_TOPIC(topic), RD_KAFKA_V_PARTITION(partition),
                           RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                           RD_KAFKA_V_KEY(key, key_length),
                           RD_KAFKA_V_VALUE((void *)value, value_length),
                           RD_KAFKA_V_TIMESTAMP(timestamp), RD_KAFKA_V_END);
}

/// An event descriptor, not blocking and closed on exec: Glibc's module leaves eventfd out.
static inline int vigie_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }
