// libsystemd's word to the service manager, imported by Daemon alone.
#pragma once
#if !__has_include(<systemd/sd-daemon.h>)
#error "Vigie needs systemd/sd-daemon.h: apt-get install libsystemd-dev"
#endif
#include <systemd/sd-daemon.h>
