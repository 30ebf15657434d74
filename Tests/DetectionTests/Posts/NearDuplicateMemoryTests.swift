import Detection
import EventTime
import Signals
import Testing

@Suite("Posts: memory of the near-duplicates")
struct NearDuplicateMemoryTests {
  @Test func aCountrysEntriesFitInTwoHundredMegabytes() {
    var index = NearDuplicateIndex(NearDuplicateConfiguration())
    var clusters: [PostCluster] = []
    var block = PostsBlock()
    var random: UInt64 = 1
    for pane in 0..<60 {
      block.removeAll()
      for number in 0..<14_500 {
        var row = PostRow()
        row.id = UInt64(pane * 14_500 + number + 1)
        row.tokens = 12
        for place in 0..<6 {
          random &+= 0x9E37_79B9_7F4A_7C15
          row.signature.words[place] = mix64(random)
        }
        block.rows.append(row)
      }
      index.assign(Pane(index: Int64(pane)), block, into: &clusters)
    }
    #expect(index.clusterCount == 840_000)
    #expect(index.evictedClusters == 30_000)
    #expect(index.byteCount < 200_000_000, "\(index.byteCount) bytes")
  }
}
