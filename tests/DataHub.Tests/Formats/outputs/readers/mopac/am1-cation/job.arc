

                     SUMMARY OF  AM1 CALCULATION

                                                       MOPAC v22.0.6 Linux
                                                       Tue Nov 24 14:12:36 2026

           Empirical Formula: H2 O  =     3 atoms

 AM1 CHARGE=1 DOUBLET AUX(PRECISION=8) THREADS=1
 water



     GEOMETRY OPTIMISED USING EIGENVECTOR FOLLOWING (EF).     
     SCF FIELD WAS ACHIEVED                                   

          HEAT OF FORMATION       =        215.66535 KCAL/MOL =     902.34381 KJ/MOL
          GRADIENT NORM           =          0.38226          =       0.22070 PER ATOM
          DIPOLE                  =          2.37634 DEBYE   POINT GROUP:  C2v 
          (SZ)                    =          0.500000
          (S**2)                  =          0.752909
          NO. OF ALPHA ELECTRONS  =          4
          NO. OF BETA  ELECTRONS  =          3
          CHARGE ON SYSTEM        =         +1
          IONIZATION POTENTIAL    =         25.259887 EV
          ALPHA SOMO LUMO (EV)    =        -25.945 -6.587
          BETA  SOMO LUMO (EV)    =        -25.260-11.322
          MOLECULAR WEIGHT        =         18.0152
          COSMO AREA              =         43.23 SQUARE ANGSTROMS
          COSMO VOLUME            =         25.74 CUBIC ANGSTROMS

          MOLECULAR DIMENSIONS (Angstroms)

            Atom       Atom       Distance
            H     3    H     2     1.62802
            O     1    H     2     0.58512
            O     1    H     2     0.00000
          SCF CALCULATIONS        =          6
          WALL-CLOCK TIME         =      0.008 SECONDS
          COMPUTATION TIME        =      0.005 SECONDS


          FINAL GEOMETRY OBTAINED
 AM1 CHARGE=1 DOUBLET AUX(PRECISION=8) THREADS=1
 water

  O     0.00000000 +1   0.00000000 +1   0.11683823 +1
  H     0.00000000 +1   0.81400788 +1  -0.46828010 +1
  H     0.00000000 +1  -0.81400788 +1  -0.46828010 +1

