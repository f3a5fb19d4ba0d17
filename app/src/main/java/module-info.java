/// The command `gradus`.
module io.gradus.app {
  requires io.gradus.jit;
  requires io.gradus.nn;
  requires io.gradus.onnx;
  // Only to write PNG files; everything else runs without.
  requires static java.desktop;
  requires info.picocli;
  requires org.snakeyaml.engine;
  requires tools.jackson.core;

  // picocli fills the annotated fields of the commands by reflection.
  opens io.gradus.app to
      info.picocli;
  opens io.gradus.app.cli to
      info.picocli;
}
