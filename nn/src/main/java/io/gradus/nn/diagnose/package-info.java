/// Why a network does not learn: what was recorded of a training, rules that read it, experiments
/// that decide between causes, and the verdict.
package io.gradus.nn.diagnose;
