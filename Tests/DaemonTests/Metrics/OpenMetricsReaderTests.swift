import Testing

/// The reader that the other tests trust refuses what the specification refuses.
@Suite struct OpenMetricsReaderTests {
  @Test(arguments: [
    "", "# EOF", "# EOF\n\n", "a 1\n# EOF\n", "\n# EOF\n", "# TYPE a counter\na 1\n# EOF\n",
    "# TYPE a counter\na_total -1\n# EOF\n", "# TYPE a gauge\na 1\na 1\n# EOF\n",
    "# TYPE a gauge\na  1\n# EOF\n", "# TYPE a gauge\na 1 \n# EOF\n",
    "# TYPE a gauge\na one\n# EOF\n",
    "# TYPE a gauge\n# TYPE a gauge\na 1\n# EOF\n", "# TYPE a gauge\na 1\n# HELP a b\n# EOF\n",
    "# TYPE a gauge\n# UNIT a seconds\na 1\n# EOF\n",
    "# TYPE a gauge\n# HELP a \"b\"\na 1\n# EOF\n",
    "# TYPE a gauge\n# HELP a \\t\na 1\n# EOF\n", "# TYPE a gauge\na{} 1\n# EOF\n",
    "# TYPE a gauge\na{b=\"c\",} 1\n# EOF\n", "# TYPE a gauge\na{b=\"c\", d=\"e\"} 1\n# EOF\n",
    "# TYPE a gauge\na{b=\"c\",b=\"d\"} 1\n# EOF\n", "# TYPE a gauge\na{1=\"c\"} 1\n# EOF\n",
    "# TYPE a gauge\na{b=\"c} 1\n# EOF\n", "# TYPE a gauge\na{b=c} 1\n# EOF\n",
    "# TYPE a gauge\nb 1\n# EOF\n", "# TYPE a gauge\n# TYPE b gauge\n# TYPE a gauge\n# EOF\n",
    "# TYPE a info\na_info 2\n# EOF\n", "#TYPE a gauge\n# EOF\n", "# a comment\n# EOF\n",
    "# TYPE a histogram\na_bucket{le=\"1.0\"} 1\na_sum 1.0\na_count 1\n# EOF\n",
    "# TYPE a histogram\na_bucket{le=\"1\"} 1\na_bucket{le=\"+Inf\"} 1\na_sum 1.0\na_count 1\n# EOF\n",
    "# TYPE a histogram\na_bucket{le=\"1.0\"} 2\na_bucket{le=\"+Inf\"} 1\na_sum 1.0\na_count 1\n"
      + "# EOF\n",
    "# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\na_sum 1.0\na_count 2\n# EOF\n",
    "# TYPE a histogram\na_bucket{le=\"+Inf\"} 1\na_count 1\n# EOF\n",
  ])
  func refuses(_ text: String) {
    #expect(throws: OpenMetricsReader.Failure.self) {
      try OpenMetricsReader.read(Array(text.utf8))
    }
  }

  @Test func takesAnExposition() throws {
    let text = """
      # TYPE a_seconds histogram
      # UNIT a_seconds seconds
      # HELP a_seconds of \\"b\\"
      a_seconds_bucket{c="d",le="1.0"} 1
      a_seconds_bucket{c="d",le="+Inf"} 2
      a_seconds_sum{c="d"} 1e+06
      a_seconds_count{c="d"} 2
      # TYPE e gauge
      e{f="g\\\\\\"\\nh"} NaN
      # EOF

      """
    let families = try OpenMetricsReader.read(Array(text.utf8))
    #expect(families.map(\.name) == ["a_seconds", "e"])
    #expect(families[0].help == "of \"b\"")
    #expect(families[0].samples.map(\.value) == [1, 2, 1e6, 2])
    #expect(families[1].samples[0].labels == ["f": "g\\\"\nh"])
  }
}
