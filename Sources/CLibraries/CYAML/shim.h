// libyaml's event parser, imported by Settings alone.
#pragma once
#if !__has_include(<yaml.h>)
#error "Vigie needs yaml.h: apt-get install libyaml-dev"
#endif
#include <yaml.h>
