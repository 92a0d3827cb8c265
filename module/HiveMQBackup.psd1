@{
    RootModule           = 'HiveMQBackup.Cmdlets.dll'
    ModuleVersion        = '0.0.0'
    GUID                 = '6f0e6b0e-6a1c-4f3a-9b60-3c1f6f0c2a57'
    Author               = 'The HiveMQBackup authors'
    Copyright            = '(c) The HiveMQBackup authors. MIT License.'
    Description          = 'Creates, lists, downloads, checks, restores and deletes the backups of HiveMQ MQTT brokers on Kubernetes. Requires only a kubeconfig: no kubectl, no curl, no local port.'
    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')
    # The types file has code properties, so their assembly must be loaded first.
    RequiredAssemblies   = @('HiveMQBackup.Cmdlets.dll')
    TypesToProcess       = @('HiveMQBackup.Types.ps1xml', 'HiveMQBackupContent.Types.ps1xml')
    FormatsToProcess     = @(
        'Views/HiveMQBackup.Format.ps1xml', 'Views/HiveMQBackupContent.Format.ps1xml', 'Views/HiveMQBackupFile.Format.ps1xml',
        'Views/HiveMQBackupProblem.Format.ps1xml', 'Views/HiveMQBackupReport.Format.ps1xml', 'Views/HiveMQBackupStatus.Format.ps1xml',
        'Views/HiveMQBroker.Format.ps1xml', 'Views/HiveMQRetentionResult.Format.ps1xml', 'Views/HiveMQSavedBackup.Format.ps1xml'
    )
    CmdletsToExport      = @(
        'Get-HiveMQBackup', 'Get-HiveMQBackupContent', 'Get-HiveMQBackupFile', 'Get-HiveMQBackupStatus', 'Get-HiveMQBroker', 'New-HiveMQBackup',
        'Remove-HiveMQBackup', 'Remove-HiveMQBackupFile', 'Restore-HiveMQBackup', 'Save-HiveMQBackup', 'Test-HiveMQBackup'
    )
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()
    PrivateData          = @{
        PSData = @{
            Tags         = @('HiveMQ', 'MQTT', 'Kubernetes', 'Backup', 'Windows', 'Linux', 'MacOS', 'PSEdition_Core')
            Prerelease   = '@PRERELEASE@'
            ReleaseNotes = '@RELEASENOTES@'
        }
    }
}
