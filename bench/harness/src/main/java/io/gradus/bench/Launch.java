package io.gradus.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// How a child process is started.
///
/// @param name who it is in the table
/// @param module the module of `bench` whose class path it has
/// @param main its main class, inside `io.gradus.bench`
/// @param threads how many threads it may use
/// @param flags more options for the JVM
/// @param env more environment variables
record Launch(
    String name,
    String module,
    String main,
    int threads,
    List<String> flags,
    Map<String, String> env) {
  static final String GRADUS = "Gradus";
  static final String DJL = "DJL/PyTorch";
  static final String LIBTORCH = "libtorch";
  static final String ONNX_RUNTIME = "ONNX Runtime";
  static final String OPENBLAS = "OpenBLAS";
  static final String PEAK = "FMA peak";
  static final String MATH = "Math loop";
  static final String VECTOR = "Vector API";

  private static final String INCUBATOR = "--add-modules=jdk.incubator.vector";
  private static final String UNCHECKED = "-Djdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK=0";

  static Launch gradus(int threads) {
    return new Launch(
        GRADUS,
        "harness",
        "gradus.GradusChild",
        threads,
        List.of(INCUBATOR, UNCHECKED, "-Dgradus.threads=" + threads),
        Map.of());
  }

  /// Without the module of the Vector API: slower in the long run, but off to a quicker start, since
  /// the JDK stores less in a class cache where an incubating module is used.
  static Launch gradusWithoutVectors(int threads) {
    return new Launch(
        GRADUS,
        "harness",
        "gradus.GradusChild",
        threads,
        List.of("-Dgradus.threads=" + threads),
        Map.of());
  }

  static Launch plain(String name, int threads) {
    // Where the caller's loop takes the kernel in, registers run out and the peak halves.
    String alone = "-XX:CompileCommand=dontinline,io.gradus.bench.plain.Peak::chains";
    List<String> flags = List.of(INCUBATOR, "-XX:CompileCommand=quiet", alone);
    return new Launch(name, "harness", "plain.PlainChild", threads, flags, Map.of());
  }

  /// At its best setting for a number of threads: with so many, or with one.
  static List<Launch> djl(int most) {
    return settings(most)
        .map(t ->
            new Launch(
                DJL,
                "djl",
                "djl.DjlChild",
                t,
                List.of(
                    "-Dai.djl.pytorch.num_threads=" + t,
                    "-Dai.djl.pytorch.num_interop_threads=1",
                    "-DDJL_CACHE_DIR=" + Options.home().resolve("djl/target/cache")),
                Map.of("OMP_NUM_THREADS", "" + t, "OPT_OUT_TRACKING", "true")))
        .toList();
  }

  /// With several threads also such that waiting ones sleep: two pools share the processors.
  static List<Launch> libtorch(int most) {
    Path cache = Options.home().resolve("libtorch/target/cache");
    return settings(most)
        .flatMap(t ->
            Stream.of("ACTIVE", "PASSIVE")
                .filter(wait -> t > 1 || wait.equals("ACTIVE"))
                .map(wait ->
                    new Launch(
                        LIBTORCH,
                        "libtorch",
                        "libtorch.LibtorchChild",
                        t,
                        List.of("-Dorg.bytedeco.javacpp.cachedir=" + cache),
                        Map.of("OMP_NUM_THREADS", "" + t, "OMP_WAIT_POLICY", wait))))
        .toList();
  }

  static List<Launch> onnxRuntime(int most) {
    return settings(most)
        .map(t ->
            new Launch(
                ONNX_RUNTIME,
                "onnxruntime",
                "onnxruntime.OnnxRuntimeChild",
                t,
                List.of(),
                Map.of()))
        .toList();
  }

  /// Old builds do not know new processors: the kernels for AVX-512 are tried as well.
  static List<Launch> openBlas(int most, String library) {
    return settings(most)
        .flatMap(t ->
            Stream.of(Map.<String, String>of(), Map.of("OPENBLAS_CORETYPE", "SkylakeX"))
                .map(env ->
                    new Launch(
                        OPENBLAS,
                        "harness",
                        "plain.OpenBlasChild",
                        t,
                        List.of("-Dbench.openblas=" + library),
                        env)))
        .toList();
  }

  private static Stream<Integer> settings(int most) {
    return IntStream.of(1, most).distinct().boxed();
  }

  /// The setting, for people.
  String setting() {
    String more =
        env.keySet().stream()
            .filter(Set.of("OPENBLAS_CORETYPE", "OMP_WAIT_POLICY")::contains)
            .map(key -> ", " + env.get(key))
            .collect(Collectors.joining());
    boolean scalar = name.equals(GRADUS) && !flags.contains(INCUBATOR);
    return threads + (threads == 1 ? " thread" : " threads") + (scalar ? ", no vectors" : more);
  }

  /// The same with other options in place of those for throughput.
  Launch with(String... more) {
    List<String> all = new ArrayList<>(flags);
    all.addAll(List.of(more));
    return new Launch(name, module, main, threads, all, env);
  }

  /// Starts it.
  ///
  /// @param args for the main class
  Process start(Path data, String... args) throws IOException {
    Path lib = Options.home().resolve(module).resolve("target/lib");
    if (!built(lib)) {
      throw new IOException("not built; is it missing from the repository?");
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    // The flags of the command `gradus train`, for all alike.
    command.addAll(
        List.of(
            "-XX:+UseTransparentHugePages",
            "-XX:ObjectAlignmentInBytes=64",
            "-Xmn6m",
            "-XX:+UseSerialGC",
            "-XX:Tier3BackEdgeThreshold=10000",
            "-XX:Tier3MinInvocationThreshold=20",
            "-XX:Tier3DelayOn=0",
            "-XX:Tier3DelayOff=0",
            "-XX:Tier4MinInvocationThreshold=30",
            "-XX:Tier4InvocationThreshold=20000",
            "-XX:Tier4BackEdgeThreshold=400000"));
    command.addAll(flags);
    command.add("-Dbench.threads=" + threads);
    command.add("-Dbench.data=" + data);
    command.add("-cp");
    command.add(lib + "/*");
    command.add("io.gradus.bench." + main);
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(env);
    Path log = Options.home().resolve(module).resolve("target/child.log");
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return builder.start();
  }

  private boolean built(Path lib) throws IOException {
    if (!Files.isDirectory(lib)) {
      return false;
    }
    try (Stream<Path> files = Files.list(lib)) {
      List<String> names = files.map(f -> f.getFileName().toString()).toList();
      return names.stream().anyMatch(n -> n.startsWith("gradus-bench-" + module))
          && (module.equals("harness") || names.size() > 2);
    }
  }
}
