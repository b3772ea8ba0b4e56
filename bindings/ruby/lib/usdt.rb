# SPDX-License-Identifier: BSD-2-Clause
require 'json'

# Static probes for dtrace and other tracers, made at run time.
module USDT
  VERSION = '0.1.0'.freeze

  # What libusdt complained of, in its words.
  class Error < StandardError; end

  begin
    require 'usdt/core'
    AVAILABLE = true
  rescue LoadError
    AVAILABLE = false
    require 'usdt/nothing'
  end

  # A group of probes; dtrace shows its name with the process number.
  class Provider
    attr_reader :provider, :mod, :probes

    # Gives the provider; enabled, when there is a block that makes probes.
    def self.create(name, mod = :ruby)
      made = make(name, mod)
      made.instance_variable_set(:@probes, [])
      if block_given?
        yield made
        made.enable
      end
      made
    end
  end
end
