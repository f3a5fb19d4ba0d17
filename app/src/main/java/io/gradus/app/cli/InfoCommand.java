package io.gradus.app.cli;

import io.gradus.eval.Backend;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;

/// `gradus info`: what the program runs on.
@CommandLine.Command(
    name = "info",
    description = "Shows versions, processors, memory and the way numbers are computed.",
    footer = {"%nExamples:", "  gradus info", "  gradus info --json"})
final class InfoCommand extends Command {
  private static final String VECTOR = "jdk.incubator.vector";

  @Override
  public Integer call() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("version", Version.text());
    facts.put("java", Runtime.version().toString());
    facts.put("vendor", System.getProperty("java.vendor"));
    facts.put("vm", System.getProperty("java.vm.name"));
    facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("architecture", System.getProperty("os.arch"));
    facts.put("processors", Runtime.getRuntime().availableProcessors());
    facts.put("maxHeapMiB", Runtime.getRuntime().maxMemory() >> 20);
    facts.put("vectorBits", vectorBits());
    facts.put("backend", Backend.current().name());
    facts.put("threads", threads());
    if (json) {
      printJson(facts);
    } else {
      facts.forEach(
          (name, value) -> print("%-14s %s".formatted(name, value == null ? "–" : value)));
    }
    return 0;
  }

  /// The number of threads that compute.
  static int threads() {
    int processors = Runtime.getRuntime().availableProcessors();
    return Math.max(1, Integer.getInteger("gradus.threads", processors));
  }

  /// The width of the widest vectors; null if the module of the Vector API is not loaded.
  private static Integer vectorBits() {
    if (ModuleLayer.boot().findModule(VECTOR).isEmpty()) {
      return null;
    }
    try {
      // By name: the program also runs without the module.
      Class<?> type = Class.forName(VECTOR + ".VectorShape");
      Object shape = type.getMethod("preferredShape").invoke(null);
      return (Integer) type.getMethod("vectorBitSize").invoke(shape);
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }
}
