using HiveMQBackup.Client.Files;
using HiveMQBackup.Client.Zip;

namespace HiveMQBackup.Client.Folders;

/// <summary>A file that is to be uploaded.</summary>
internal static class UploadFile
{
    /// <summary>Opens it for reading in large blocks.</summary>
    /// <exception cref="HiveMQBackupException"><see cref="ErrorCode.InputFileInvalid"/>.</exception>
    internal static FileStream Open(string path) => InputFile.Read(path, () =>
    {
        InputFile.EnsureRegular(path);
        var file = new FileStream(path, new FileStreamOptions { BufferSize = 0, Options = FileOptions.Asynchronous | FileOptions.SequentialScan });
        var why = file.Length == 0 ? "it is empty" : EndRecord.IsMissing(file.SafeFileHandle, file.Length) ? EndRecord.MissingText : null;
        if (why is null) return file;
        file.Dispose();
        throw InputFile.Invalid(path, $"{why}.", null);
    });
}
