import Daemon
import Glibc
import Testing

/// What the service manager is told. Each test is a process of its own: the manager is found through
/// the environment.
@Suite struct SupervisionTests {
  @Test func everyChangeIsToldOnce() async {
    await #expect(processExitsWith: .success) {
      let path = NotifySocket.freshPath()
      let socket = try #require(NotifySocket(path: path))
      defer { unlink(path) }
      let notifier = ServiceNotifier()
      notifier.extendTimeout(seconds: 1.5)
      #expect(socket.next() == "EXTEND_TIMEOUT_USEC=1500000")
      notifier.ready("4 sources")
      #expect(socket.next() == "READY=1\nSTATUS=4 sources")
      notifier.status("two\nlines")
      #expect(socket.next() == "STATUS=two lines")
      let before = SystemClock.monotonicNanoseconds() / 1000
      notifier.reloading()
      let text = try #require(socket.next())
      let match = try #require(text.wholeMatch(of: /RELOADING=1\nMONOTONIC_USEC=([0-9]+)/))
      let told = try #require(UInt64(match.1))
      #expect((before...before + 60_000_000).contains(told))
      notifier.stopping("told to")
      #expect(socket.next() == "STOPPING=1\nSTATUS=told to")
      #expect(socket.next(withinMilliseconds: 0) == nil)
    }
  }

  @Test func withoutAManagerNothingHappens() async {
    await #expect(processExitsWith: .success) {
      unsetenv("NOTIFY_SOCKET")
      unsetenv("WATCHDOG_USEC")
      ServiceNotifier().ready("nobody listens")
      let watchdog = Watchdog(health: Health(), log: Log(level: .error))
      #expect(watchdog == nil)
      setenv("NOTIFY_SOCKET", "/nowhere/notify", 1)
      ServiceNotifier().ready("nobody listens")
    }
  }

  @Test func theWatchdogIsFedWhileEveryThreadTurns() async {
    await #expect(processExitsWith: .success) {
      let path = NotifySocket.freshPath()
      let socket = try #require(NotifySocket(path: path))
      defer { unlink(path) }
      setenv("WATCHDOG_USEC", "100000", 1)
      setenv("WATCHDOG_PID", "\(getpid())", 1)
      let clock = HandClock()
      let health = Health(clock: clock.read)
      let pulse = health.pulse("detect-0", limitSeconds: 5)
      let watchdog = try #require(Watchdog(health: health, log: Log(descriptor: -1)))
      for _ in 0..<3 { #expect(socket.next() == "WATCHDOG=1") }
      clock.pass(seconds: 6)
      // At most the one that was on its way still comes.
      while socket.next(withinMilliseconds: 300) != nil {}
      #expect(socket.next(withinMilliseconds: 300) == nil)
      pulse.beat()
      #expect(socket.next() == "WATCHDOG=1")
      watchdog.stop()
      watchdog.stop()
      while socket.next(withinMilliseconds: 0) != nil {}
      #expect(socket.next(withinMilliseconds: 300) == nil)
    }
  }

  @Test func theWatchdogIsFedTwiceInItsPeriod() async {
    await #expect(processExitsWith: .success) {
      let path = NotifySocket.freshPath()
      let socket = try #require(NotifySocket(path: path))
      defer { unlink(path) }
      setenv("WATCHDOG_USEC", "400000", 1)
      unsetenv("WATCHDOG_PID")
      let watchdog = try #require(Watchdog(health: Health(), log: Log(descriptor: -1)))
      _ = socket.next()
      let started = ContinuousClock.now
      for _ in 0..<4 { _ = socket.next() }
      let seconds = Double((ContinuousClock.now - started) / .seconds(1))
      #expect((0.7...3).contains(seconds), "four periods of 0.2 s took \(seconds) s")
      watchdog.stop()
    }
  }

  @Test func aWatchdogForAnotherProcessIsNotOurs() async {
    await #expect(processExitsWith: .success) {
      setenv("WATCHDOG_USEC", "100000", 1)
      setenv("WATCHDOG_PID", "1", 1)
      let watchdog = Watchdog(health: Health(), log: Log(level: .error))
      #expect(watchdog == nil)
    }
  }

  @Test func hangUpAsksForAReloadAndTermForTheEnd() async {
    await #expect(processExitsWith: .success) {
      StopFlag.watchSignals(hangUpReloads: true)
      #expect(!ReloadRequest.ofSignals.take())
      raise(SIGHUP)
      raise(SIGHUP)
      #expect(ReloadRequest.ofSignals.take())
      #expect(!ReloadRequest.ofSignals.take())
      #expect(!StopFlag.ofSignals.isSet)
      raise(SIGTERM)
      #expect(StopFlag.ofSignals.isSet)
      #expect(!ReloadRequest.ofSignals.take())
    }
  }

  @Test func hangUpEndsWhatDoesNotReload() async {
    await #expect(processExitsWith: .signal(SIGHUP)) {
      // Whoever started the tests may have it ignored or blocked.
      signal(SIGHUP, SIG_DFL)
      var signals = sigset_t()
      sigemptyset(&signals)
      sigaddset(&signals, SIGHUP)
      pthread_sigmask(SIG_UNBLOCK, &signals, nil)
      StopFlag.watchSignals()
      raise(SIGHUP)
    }
  }
}
