package io.gradus.app.gallery;

import static io.gradus.app.gallery.Program.heldOut;
import static io.gradus.app.gallery.Program.tuning;
import static io.gradus.nn.data.Task.CLASSIFICATION;
import static io.gradus.nn.data.Task.REGRESSION;

import java.util.List;

/// Programs that use what practitioners use: normalization, dropout, penalties, limits for
/// gradients, schedules, class weights, smoothed labels.
final class Practices {
  /// All.
  static final List<Program> ALL =
      List.of(
          heldOut(
              "normalized",
              CLASSIFICATION,
              "Three rings, with normalization between the layers.",
              () -> Generators.rings(400, 3, 0.3),
              """
              data: {target: class}
              model: {layers: [relu(24), layer-normalization, relu(24), layer-normalization]}
              optimizer: {adam: {lr: 0.005}}
              batch: 32
              epochs: 60
              """),
          tuning(
              "dropped",
              CLASSIFICATION,
              "Half circles, with some dropout and a small penalty.",
              () -> Generators.moons(400, 0.2),
              """
              data: {target: class}
              model: {layers: [relu(32), dropout(0.2), relu(32)]}
              optimizer: {adam: {lr: 0.01}}
              regularization: {l2: 1e-4}
              batch: 32
              epochs: 40
              """),
          heldOut(
              "clipped",
              REGRESSION,
              "A saddle, with a robust loss, a warm start and a limit for gradients.",
              () -> Generators.function(400, 2, -2, 2, x -> x[0] * x[0] - x[1] * x[1], 0.3),
              """
              data: {target: y}
              model: {layers: [elu(24), elu(24)]}
              loss: huber
              optimizer: {momentum: {lr: 0.02}}
              clip: {global-norm: {limit: 1}}
              schedule: {warmup: {steps: 50}}
              batch: 32
              epochs: 60
              """),
          tuning(
              "sigmoids",
              CLASSIFICATION,
              "Clouds, by one layer of sigmoids.",
              () -> Generators.blobs(300, 4, 3, 1, 31),
              """
              data: {target: class}
              model: {layers: [sigmoid(16)]}
              optimizer: {sgd: {lr: 0.5}}
              batch: 32
              epochs: 60
              """),
          heldOut(
              "weighted",
              CLASSIFICATION,
              "A class with one row in fifteen, which weighs more in the loss.",
              () -> Generators.unequal(600, 0.065),
              """
              data: {target: class}
              model: {layers: [relu(12)]}
              loss: {cross-entropy: {class-weights: balanced}}
              optimizer: {adam: {lr: 0.003}}
              batch: 32
              epochs: 30
              """),
          tuning(
              "signs",
              REGRESSION,
              "A wave in two dimensions, by steps from the signs of all gradients.",
              () -> Generators.function(300, 2, -2, 2, x -> Math.sin(x[0]) * Math.cos(x[1]), 0.05),
              """
              data: {target: y}
              model: {layers: [tanh(20)]}
              optimizer: {rprop: {lr: 0.005}}
              batch: all
              epochs: 300
              """),
          heldOut(
              "ranges",
              CLASSIFICATION,
              "Clouds, with inputs from 0 to 1 and AdaGrad.",
              () -> Generators.blobs(400, 3, 4, 1.5, 32),
              """
              data: {target: class, numeric: minmax}
              model: {layers: [relu(24)]}
              optimizer: {adagrad: {lr: 0.05}}
              batch: 20
              epochs: 40
              """),
          tuning(
              "margins",
              CLASSIFICATION,
              "Two clouds, with a hinge loss.",
              () -> Generators.blobs(300, 2, 4, 1.3, 33),
              """
              data: {target: class}
              model: {layers: [relu(16)]}
              loss: hinge
              optimizer: {sgd: {lr: 0.05}}
              batch: 32
              epochs: 40
              """),
          heldOut(
              "xor-classes",
              CLASSIFICATION,
              "The four rows of exclusive or as two classes.",
              Generators::xor,
              """
              data: {target: y, task: classification, split: {validation: 0, test: 0}}
              model: {layers: [relu(16)]}
              optimizer: {adam: {lr: 0.02}}
              batch: 4
              epochs: 400
              """),
          tuning(
              "vectors",
              CLASSIFICATION,
              "Orders, whose categories become learned vectors.",
              () -> Generators.orders(500),
              """
              data: {target: late, categorical: embedding}
              model: {layers: [relu(16)]}
              optimizer: {adam: {lr: 0.01}}
              batch: 32
              epochs: 40
              """),
          heldOut(
              "smoothed",
              CLASSIFICATION,
              "Clouds with smoothed labels, so that the loss stays high.",
              () -> Generators.blobs(400, 6, 4, 0.9, 34),
              """
              data: {target: class}
              model: {layers: [silu(24)]}
              loss: {cross-entropy: {label-smoothing: 0.2}}
              optimizer: {adam: {lr: 0.005}}
              batch: 32
              epochs: 40
              """),
          tuning(
              "one-cycle",
              REGRESSION,
              "A bump, with a rate that rises and falls once.",
              () ->
                  Generators.function(
                      400, 2, -2, 2, x -> Math.exp(-x[0] * x[0] - x[1] * x[1]), 0.02),
              """
              data: {target: y}
              model: {layers: [relu(32), relu(32)]}
              optimizer: {sgd: {lr: 0.2}}
              schedule: {one-cycle: {}}
              batch: 20
              epochs: 60
              """),
          heldOut(
              "raw",
              REGRESSION,
              "Inputs that need no scaling and have none.",
              () -> Generators.function(400, 4, 0, 1, x -> 4 * x[0] * x[1] + x[2] - x[3], 0.1),
              """
              data: {target: y, numeric: none}
              model: {layers: [relu(24)]}
              optimizer: {adam: {lr: 0.01}}
              batch: 32
              epochs: 60
              """));

  private Practices() {}
}
