# SPDX-License-Identifier: BSD-2-Clause
module USDT
  # Where libusdt is missing: everything can be called, and does nothing.
  class Probe
    attr_reader :function, :name, :arguments

    def initialize(function, name, arguments)
      @function = function.to_sym
      @name = name.to_sym
      @arguments = arguments
    end

    def enabled?
      false
    end

    def fire(*)
      false
    end
  end

  # The same for providers.
  class Provider
    private_class_method :new

    def self.make(name, mod)
      new(name, mod)
    end

    def initialize(name, mod)
      @provider = name.to_sym
      @mod = mod.to_sym
    end

    def probe(function, name, *arguments)
      Probe.new(function, name, arguments).tap { |p| @probes << p }
    end

    def remove_probe(probe)
      @probes.delete(probe)
      true
    end

    %i[enable update disable].each { |name| define_method(name) { true } }

    def declare(_text)
      true
    end
  end
end
