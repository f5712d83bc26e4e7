#pragma once

namespace cutwatch::cli {

/// Lets nothing that is opened later take the number of a standard stream that is closed: what is said there
/// would go to whatever that is. What stands there instead reads and writes nothing, with an error as before.
/// To be called first.
void occupy_closed_streams();

}  // namespace cutwatch::cli
