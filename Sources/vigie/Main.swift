@main
struct Vigie { static func main() {} }
