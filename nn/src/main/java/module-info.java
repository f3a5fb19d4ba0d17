/// Layers, losses, optimizers, data and training, all of them definitions over core expressions.
module io.gradus.nn {
  requires transitive io.gradus.core;
  requires de.siegmar.fastcsv;
  requires tools.jackson.core;

  exports io.gradus.nn;
  exports io.gradus.nn.data;
  exports io.gradus.nn.diagnose;
  exports io.gradus.nn.io;
  exports io.gradus.nn.landscape;
  exports io.gradus.nn.optim;
  exports io.gradus.nn.train;
}
