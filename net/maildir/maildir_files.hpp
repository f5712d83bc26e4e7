#pragma once
#include "core/failure/failure.hpp"
#include "core/time/time.hpp"

#include <asio/awaitable.hpp>

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <dirent.h>

namespace cutwatch::net {

/// Which files are looked at: by when they were last written, which is when a delivery agent had the whole
/// message.
struct WrittenBetween {
  std::optional<WallTime> first;  ///< Included; nullopt: from ever.
  WallTime end;                   ///< Not included.
};

/// One message's file. Its name is the text of whoever may write there: any bytes but "/" and NUL.
struct MaildirFile {
  std::string name;
  bool is_in_new = false;
  WallTime written;
};

/// One folder of a maildir, opened for reading; `new` and `cur` in it. Symbolic links below the maildir are
/// not followed: whoever owns it might lead to any file. Changes nothing.
class MaildirFolder {
 public:
  /// `directory` as maildir_directory() says. Nullopt: there is no such folder. Errors: refused (the system
  /// lets nobody in, or it is no folder).
  static Result<std::optional<MaildirFolder>> open(const std::string& maildir, const std::string& directory);

  /// Never 0. Another one, by all that is likely, for a folder that was made anew under the same name.
  std::uint32_t identity() const;

  /// Its messages within those times, in no order; one that is moved from `new` to `cur` meanwhile may be
  /// there twice. Gives way to other work between slices. Errors: refused · limited (more than 200,000 files
  /// in one of both).
  asio::awaitable<Result<std::vector<MaildirFile>>> list(WrittenBetween times) const;

  enum class Unread : std::uint8_t {
    gone,     ///< moved or deleted since it was listed
    strange,  ///< no regular file
    refused,  ///< it may not be read, or cannot
  };
  /// The first octets of the file, `most` at most.
  std::expected<std::string, Unread> head(const MaildirFile& file, std::size_t most) const;

 private:
  struct Closer {
    void operator()(DIR* directory) const { ::closedir(directory); }
  };
  using Directory = std::unique_ptr<DIR, Closer>;

  MaildirFolder(Directory folder, Directory fresh, Directory seen)
      : folder_(std::move(folder)), new_(std::move(fresh)), cur_(std::move(seen)) {}
  static std::expected<Directory, int> open_below(int where, const char* name, int flags);

  Directory folder_;
  Directory new_;
  Directory cur_;
};

}  // namespace cutwatch::net
