package io.gradus.app.gallery;

import static io.gradus.app.gallery.Program.heldOut;
import static io.gradus.app.gallery.Program.tuning;
import static io.gradus.nn.data.Task.CLASSIFICATION;
import static io.gradus.nn.data.Task.MULTI_LABEL;
import static io.gradus.nn.data.Task.REGRESSION;

import java.util.List;
import java.util.Optional;

/// The programs. Some of them look odd although nothing is wrong: saturated, half dead, deep, with
/// a constant column or with a loss that stays high.
final class Programs {
  /// All that need no files.
  static final List<Program> ALL =
      List.of(
          tuning(
              "xor",
              REGRESSION,
              "The four rows of exclusive or; at the end the units are saturated.",
              Generators::xor,
              """
              data: {target: y, task: regression, target-scaling: none, numeric: none,
                     split: {validation: 0, test: 0}}
              model: {layers: [tanh(6)], output: {activation: sigmoid}}
              optimizer: {sgd: {lr: 1}}
              batch: all
              epochs: 2000
              """),
          tuning(
              "noisy-xor",
              CLASSIFICATION,
              "Four clouds; opposite ones are one class.",
              () -> Generators.noisyXor(300, 0.15),
              """
              data: {target: class}
              model: {layers: [relu(16)]}
              optimizer: {adam: {lr: 0.01}}
              batch: 32
              epochs: 50
              """),
          heldOut(
              "moons",
              CLASSIFICATION,
              "Two half circles that interlock.",
              () -> Generators.moons(400, 0.12),
              """
              data: {target: class}
              model: {layers: [tanh(16), tanh(16)]}
              optimizer: {momentum: {lr: 0.05}}
              batch: 32
              epochs: 60
              """),
          tuning(
              "spirals",
              CLASSIFICATION,
              "Two spirals around each other.",
              () -> Generators.spirals(500),
              """
              data: {target: class}
              model: {layers: [relu(32), relu(32)]}
              optimizer: {adam: {lr: 0.01}}
              batch: 50
              epochs: 80
              """),
          tuning(
              "rings",
              CLASSIFICATION,
              "A ring around another one.",
              () -> Generators.rings(300, 2, 0.2),
              """
              data: {target: class}
              model: {layers: [relu(16)]}
              optimizer: {sgd: {lr: 0.1}}
              batch: 16
              epochs: 60
              """),
          tuning(
              "blobs",
              CLASSIFICATION,
              "Three clouds in four dimensions.",
              () -> Generators.blobs(240, 3, 4, 1.2, 11),
              """
              data: {target: class}
              model: {layers: [tanh(12)]}
              optimizer: {sgd: {lr: 0.1}}
              batch: 32
              epochs: 40
              """),
          heldOut(
              "overlap",
              CLASSIFICATION,
              "Five clouds that overlap, so that some answers must be wrong.",
              () -> Generators.blobs(500, 5, 3, 1.6, 12),
              """
              data: {target: class}
              model: {layers: [relu(24)]}
              optimizer: {rmsprop: {lr: 0.003}}
              batch: 32
              epochs: 50
              """),
          heldOut(
              "checkerboard",
              CLASSIFICATION,
              "The squares of a board.",
              () -> Generators.checkerboard(600, 3),
              """
              data: {target: class}
              model: {layers: [relu(32), relu(32)]}
              optimizer: {adam: {lr: 0.01}}
              batch: 60
              epochs: 120
              """),
          tuning(
              "sine",
              REGRESSION,
              "A wave.",
              () -> Generators.function(200, 1, -3, 3, x -> Math.sin(2 * x[0]), 0.05),
              """
              data: {target: y}
              model: {layers: [tanh(24)]}
              optimizer: {adam: {lr: 0.02}}
              batch: 32
              epochs: 150
              """),
          tuning(
              "plane",
              REGRESSION,
              "A linear function of five features, learned without hidden layers.",
              () ->
                  Generators.function(
                      200, 5, -2, 2, x -> 3 * x[0] - 2 * x[1] + x[2] - x[3] + 0.5 * x[4], 0.3),
              """
              data: {target: y}
              model: {layers: []}
              optimizer: {sgd: {lr: 0.05}}
              batch: 20
              epochs: 40
              """),
          heldOut(
              "friedman",
              REGRESSION,
              "A function of five features among ten.",
              () -> Generators.function(500, 10, 0, 1, Generators::friedman, 1),
              """
              data: {target: y}
              model: {layers: [relu(32)]}
              optimizer: {adam: {lr: 0.01}}
              batch: 32
              epochs: 60
              """),
          tuning(
              "steps",
              REGRESSION,
              "A staircase.",
              () -> Generators.function(300, 1, -3, 3, x -> Math.floor(x[0]), 0.05),
              """
              data: {target: y}
              model: {layers: [relu(32), relu(16)]}
              optimizer: {nadam: {lr: 0.01}}
              batch: 32
              epochs: 60
              """),
          heldOut(
              "lever",
              REGRESSION,
              "Two numbers to predict from three.",
              () -> Generators.lever(400),
              """
              data: {target: [x, height]}
              model: {layers: [elu(24), elu(24)]}
              optimizer: {adam: {lr: 0.005}}
              batch: 32
              epochs: 60
              """),
          tuning(
              "labels",
              MULTI_LABEL,
              "Three yes-or-no questions about a point.",
              () -> Generators.labels(400),
              """
              data: {target: [right, outside, above]}
              model: {layers: [relu(24)]}
              optimizer: {adam: {lr: 0.01}}
              batch: 32
              epochs: 80
              """),
          heldOut(
              "tags",
              MULTI_LABEL,
              "The same questions, in small batches and with momentum.",
              () -> Generators.labels(300),
              """
              data: {target: [outside, right, above]}
              model: {layers: [tanh(24)]}
              optimizer: {nesterov: {lr: 0.1}}
              batch: 10
              epochs: 80
              """),
          heldOut(
              "rare",
              CLASSIFICATION,
              "Two classes of which one is four times as frequent.",
              () -> Generators.unequal(500, 0.2),
              """
              data: {target: class}
              model: {layers: [relu(12)]}
              optimizer: {adam: {lr: 0.005}}
              batch: 25
              epochs: 40
              """),
          tuning(
              "orders",
              CLASSIFICATION,
              "Numbers and categories; one column is always the same.",
              () -> Generators.orders(500),
              """
              data: {target: late}
              model: {layers: [relu(16)]}
              optimizer: {adamw: {lr: 0.005}}
              batch: 32
              epochs: 50
              """),
          new Program(
              "digits",
              CLASSIFICATION,
              false,
              "Handwritten digits.",
              () ->
                  Training.of(
                      """
                      data: {digits: 600}
                      model: {layers: [relu(32)]}
                      optimizer: {sgd: {lr: 0.1}}
                      batch: 32
                      epochs: 30
                      """,
                      Optional.empty())),
          heldOut(
              "weak",
              REGRESSION,
              "Much noise and little signal: the loss stays high, and nothing is wrong.",
              () -> Generators.function(600, 4, -2, 2, x -> x[0] - x[1], 2.0),
              """
              data: {target: y}
              model: {layers: [tanh(8)]}
              optimizer: {sgd: {lr: 0.02}}
              batch: 32
              epochs: 40
              """),
          heldOut(
              "deep-relu",
              CLASSIFICATION,
              "Three rings and eight layers of rectifiers.",
              () -> Generators.rings(450, 3, 0.25),
              """
              data: {target: class}
              model: {layers: [relu(24), relu(24), relu(24), relu(24), relu(24), relu(24), relu(24),
                               relu(24)]}
              optimizer: {adam: {lr: 0.003}}
              batch: 32
              epochs: 60
              """),
          tuning(
              "deep-selu",
              CLASSIFICATION,
              "Three rings and ten layers that normalize themselves.",
              () -> Generators.rings(450, 3, 0.25),
              """
              data: {target: class}
              model: {layers: [selu(16), selu(16), selu(16), selu(16), selu(16), selu(16), selu(16),
                               selu(16), selu(16), selu(16)]}
              optimizer: {adam: {lr: 0.002}}
              batch: 32
              epochs: 60
              """),
          heldOut(
              "narrow",
              CLASSIFICATION,
              "A ring around a cloud, by few rectifiers of which some are dead.",
              () -> Generators.rings(300, 2, 0.2),
              """
              data: {target: class}
              model: {layers: [relu(12), relu(8)]}
              optimizer: {momentum: {lr: 0.05}}
              batch: 20
              epochs: 80
              """),
          heldOut(
              "many",
              CLASSIFICATION,
              "Sixteen classes on a grid.",
              () -> Generators.grid(560, 4, 0.12),
              """
              data: {target: class}
              model: {layers: [relu(48)]}
              optimizer: {adam: {lr: 0.01}}
              batch: 32
              epochs: 60
              """),
          tuning(
              "few",
              CLASSIFICATION,
              "Thirty rows.",
              () -> Generators.blobs(30, 2, 3, 0.8, 13),
              """
              data: {target: class, split: {validation: 0.2, test: 0.3}}
              model: {layers: [tanh(6)]}
              optimizer: {adam: {lr: 0.02}}
              batch: 8
              epochs: 60
              """),
          heldOut(
              "short",
              CLASSIFICATION,
              "An easy task that is done after five epochs.",
              () -> Generators.blobs(400, 4, 5, 0.8, 14),
              """
              data: {target: class}
              model: {layers: [relu(24)]}
              optimizer: {adam: {lr: 0.01}}
              batch: 8
              epochs: 5
              """),
          tuning(
              "single",
              CLASSIFICATION,
              "Batches of one row with a small rate.",
              () -> Generators.moons(300, 0.15),
              """
              data: {target: class}
              model: {layers: [tanh(16)]}
              optimizer: {sgd: {lr: 0.02}}
              batch: 1
              epochs: 30
              """),
          heldOut(
              "annealed",
              REGRESSION,
              "A rate that falls to zero along a cosine, when the work is done.",
              () -> Generators.function(400, 2, -2, 2, x -> x[0] * x[1] + Math.sin(2 * x[0]), 0.1),
              """
              data: {target: y}
              model: {layers: [gelu(32), gelu(16)]}
              optimizer: {adam: {lr: 0.01}}
              schedule: {cosine: {warmup: 20}}
              batch: 32
              epochs: 80
              """));

  private Programs() {}
}
